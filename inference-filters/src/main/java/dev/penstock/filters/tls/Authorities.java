package dev.penstock.filters.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes trust of authorities' certificates. */
public final class Authorities {

	private Authorities() {
	}

	/**
	 * Makes a trust manager.
	 * @param pems certificates in PEM; empty for those that the system trusts
	 * @return what trusts whom one of them vouches for
	 * @throws IllegalArgumentException if they are no certificates
	 */
	public static X509ExtendedTrustManager trust(List<String> pems) {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(pems.isEmpty() ? null : store(pems));
			for (TrustManager manager : factory.getTrustManagers()) {
				if (manager instanceof X509ExtendedTrustManager extended) {
					return extended;
				}
			}
			throw new IllegalStateException("there is no trust manager for X.509 certificates");
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalArgumentException("certificateAuthorities must be certificates in PEM", ex);
		}
	}

	private static KeyStore store(List<String> pems) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		int count = 0;
		for (String pem : pems) {
			for (Certificate certificate : factory
				.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
				store.setCertificateEntry("authority-" + count++, certificate);
			}
		}
		return store;
	}

}

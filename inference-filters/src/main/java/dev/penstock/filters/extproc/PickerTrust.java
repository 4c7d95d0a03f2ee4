package dev.penstock.filters.extproc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import dev.penstock.filters.pool.PickerView.PickerTransport.TlsVerified;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a replica whose certificate an authority vouches for and that has the right
 * name: that of the host, or one of those that are given instead (Gateway API,
 * {@code BackendTLSPolicyValidation}).
 */
final class PickerTrust extends X509ExtendedTrustManager {

	private static final int DNS_NAME = 2;

	private static final int URI = 6;

	private final ReplicaKey key;

	private final TlsVerified wanted;

	private final X509ExtendedTrustManager authorities;

	private final TrustFindings findings;

	private PickerTrust(ReplicaKey key, TlsVerified wanted, X509ExtendedTrustManager authorities,
			TrustFindings findings) {
		this.key = key;
		this.wanted = wanted;
		this.authorities = authorities;
		this.findings = findings;
	}

	static TrustManager create(ReplicaKey key, TlsVerified wanted, TrustFindings findings) {
		return new PickerTrust(key, wanted, authorities(wanted.certificateAuthorities()), findings);
	}

	private static X509ExtendedTrustManager authorities(List<String> pems) {
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

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		try {
			if (this.wanted.hostnames().isEmpty() && this.wanted.uris().isEmpty()) {
				// The engine was told the host's name and to check it.
				this.authorities.checkServerTrusted(chain, authType, engine);
			}
			else {
				this.authorities.checkServerTrusted(chain, authType);
				checkNames(chain[0]);
			}
		}
		catch (CertificateException ex) {
			this.findings.distrusted(this.key, String.valueOf(ex.getMessage()));
			throw ex;
		}
		this.findings.trusted(this.key);
	}

	private void checkNames(X509Certificate certificate) throws CertificateException {
		Collection<List<?>> names = certificate.getSubjectAlternativeNames();
		if (names != null) {
			for (List<?> name : names) {
				if (name.get(1) instanceof String text && isWanted(name.get(0), text)) {
					return;
				}
			}
		}
		throw new CertificateException("its certificate has none of the subject alternative names "
				+ this.wanted.hostnames() + " " + this.wanted.uris() + " but " + names);
	}

	private boolean isWanted(@Nullable Object type, String name) {
		if (Integer.valueOf(URI).equals(type)) {
			return this.wanted.uris().contains(name);
		}
		String host = name.toLowerCase(Locale.ROOT);
		return Integer.valueOf(DNS_NAME).equals(type)
				&& this.wanted.hostnames().stream().anyMatch((wish) -> isSame(wish, host));
	}

	/**
	 * Compares names of which either may be for many: that of a certificate for one label
	 * more (RFC 9525, section 6.3), that of a policy for any number.
	 */
	private static boolean isSame(String wish, String host) {
		if (wish.equals(host)) {
			return true;
		}
		if (wish.startsWith("*.")) {
			return host.endsWith(wish.substring(1));
		}
		int dot = wish.indexOf('.');
		return host.startsWith("*.") && dot > 0 && wish.substring(dot).equals(host.substring(1));
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.authorities.getAcceptedIssuers();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("a picker is verified on its connection");
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		checkServerTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("pickers are not clients");
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

}

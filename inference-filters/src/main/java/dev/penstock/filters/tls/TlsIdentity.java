package dev.penstock.filters.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * Is what one side of a TLS connection proves itself by.
 *
 * @param chain the certificate and those that vouch for it, in PEM
 * @param keyAlgorithm the algorithm of the key
 * @param key the private key as PKCS #8 in base64; never to be shown
 */
public record TlsIdentity(String chain, String keyAlgorithm, String key) {

	/**
	 * Reads the certificates.
	 * @return the certificate and those that vouch for it
	 * @throws GeneralSecurityException if they can't be read
	 */
	public List<X509Certificate> certificates() throws GeneralSecurityException {
		return CertificateFactory.getInstance("X.509")
			.generateCertificates(new ByteArrayInputStream(this.chain.getBytes(StandardCharsets.UTF_8)))
			.stream()
			.map(X509Certificate.class::cast)
			.toList();
	}

	/**
	 * Reads the key.
	 * @return the private key
	 * @throws GeneralSecurityException if it can't be read
	 */
	public PrivateKey privateKey() throws GeneralSecurityException {
		return KeyFactory.getInstance(this.keyAlgorithm)
			.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(this.key)));
	}

	@Override
	public String toString() {
		return "a certificate with its " + this.keyAlgorithm + " key";
	}

}

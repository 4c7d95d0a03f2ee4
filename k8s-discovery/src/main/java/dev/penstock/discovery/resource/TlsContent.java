package dev.penstock.discovery.resource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/** Is what a Secret holds for TLS. */
public sealed interface TlsContent {

	/** Says that the Secret is of another type. */
	record Absent() implements TlsContent {
	}

	/**
	 * Says that the Secret should hold a certificate with its key, but doesn't.
	 *
	 * @param mistake what is wrong
	 */
	record Broken(String mistake) implements TlsContent {
	}

	/**
	 * Is a certificate with its key.
	 *
	 * @param chain the certificate and those that vouch for it, in PEM
	 * @param keyAlgorithm the algorithm of the key
	 * @param key the private key as PKCS #8 in base64; never to be shown
	 */
	record Pair(String chain, String keyAlgorithm, String key) implements TlsContent {

		@Override
		public String toString() {
			return "a certificate with its " + this.keyAlgorithm + " key";
		}

	}

	/**
	 * Reads a certificate and its key.
	 * @param chain the text of {@code tls.crt}
	 * @param key the text of {@code tls.key}
	 * @return the pair, or what is wrong with it
	 */
	static TlsContent read(String chain, String key) {
		String mistake = CertificateText.findMistake(chain);
		if (mistake != null) {
			return new Broken("tls.crt is no certificate: " + mistake);
		}
		try {
			PrivateKey read = PrivateKeyText.read(key);
			if (!PrivateKeyText.belongTogether(read, publicKey(chain))) {
				return new Broken("tls.key is not the key of the first certificate in tls.crt");
			}
			return new Pair(chain, read.getAlgorithm(), Base64.getEncoder().encodeToString(read.getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			// Its message might show a part of the key.
			return new Broken("tls.key is no private key in PEM (PKCS #8, PKCS #1 or SEC 1, not encrypted)");
		}
	}

	private static PublicKey publicKey(String chain) throws CertificateException {
		return CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(chain.getBytes(StandardCharsets.UTF_8)))
			.getPublicKey();
	}

}

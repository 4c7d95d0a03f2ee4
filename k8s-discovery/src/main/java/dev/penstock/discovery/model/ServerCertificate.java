package dev.penstock.discovery.model;

/**
 * Is a certificate that a listener proves itself by, with its private key.
 *
 * @param secret the Secret that it comes from
 * @param chain the certificate and those that vouch for it, in this order, in PEM
 * @param keyAlgorithm the algorithm of the key, such as {@code RSA} or {@code EC}
 * @param key the private key as PKCS #8 in base64; never to be shown
 */
public record ServerCertificate(ResourceKey secret, String chain, String keyAlgorithm, String key) {

	@Override
	public String toString() {
		return "certificate of " + this.secret;
	}

}

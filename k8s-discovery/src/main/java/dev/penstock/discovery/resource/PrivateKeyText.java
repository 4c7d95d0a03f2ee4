package dev.penstock.discovery.resource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads private keys in PEM (RFC 7468): PKCS #8, and the older forms that only RSA (PKCS
 * #1) and elliptic curves (SEC 1) have, which Java reads once they are put into PKCS #8.
 */
final class PrivateKeyText {

	private static final Pattern BLOCK = Pattern
		.compile("-----BEGIN (|RSA |EC )PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END \\1PRIVATE KEY-----");

	private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

	/** The algorithm identifier of RSA (RFC 8017, appendix A.1). */
	private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

	/** The identifier of keys on elliptic curves (RFC 5480, section 2.1.1). */
	private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

	private static final byte[] VERSION_0 = { 2, 1, 0 };

	private static final int SEQUENCE = 0x30;

	private static final int OCTETS = 0x04;

	private static final int OBJECT_IDENTIFIER = 0x06;

	private static final int PARAMETERS = 0xa0;

	private PrivateKeyText() {
	}

	/**
	 * Reads a key.
	 * @param pem the text
	 * @return the key
	 * @throws GeneralSecurityException if there is none that can be read
	 */
	static PrivateKey read(String pem) throws GeneralSecurityException {
		Matcher block = BLOCK.matcher(pem);
		if (!block.find()) {
			throw new InvalidKeySpecException("there is no private key");
		}
		try {
			byte[] content = Base64.getMimeDecoder().decode(block.group(2));
			return switch (block.group(1)) {
				case "RSA " -> key("RSA", wrap(RSA, content));
				case "EC " -> key("EC", wrap(der(SEQUENCE, concat(EC, curve(content))), content));
				default -> any(content);
			};
		}
		catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
			throw new InvalidKeySpecException("the private key is damaged", ex);
		}
	}

	private static PrivateKey any(byte[] pkcs8) throws GeneralSecurityException {
		for (String algorithm : ALGORITHMS) {
			try {
				return key(algorithm, pkcs8);
			}
			catch (InvalidKeySpecException _) {
				// It is of another algorithm.
			}
		}
		throw new InvalidKeySpecException("the private key is of no algorithm of " + ALGORITHMS);
	}

	private static PrivateKey key(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
		return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
	}

	/**
	 * Tells whether a public key is that of a private key.
	 * @param key the private key
	 * @param candidate the public key
	 * @return whether one undoes what the other does
	 * @throws GeneralSecurityException if the private key can't be used
	 */
	static boolean belongTogether(PrivateKey key, PublicKey candidate) throws GeneralSecurityException {
		if (key instanceof RSAPrivateKey rsa) {
			return candidate instanceof RSAPublicKey other && rsa.getModulus().equals(other.getModulus());
		}
		if (!key.getAlgorithm().equals(candidate.getAlgorithm())) {
			return false;
		}
		byte[] text = "penstock".getBytes(StandardCharsets.US_ASCII);
		String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA";
		Signature signature = Signature.getInstance(algorithm);
		signature.initSign(key);
		signature.update(text);
		byte[] signed = signature.sign();
		signature.initVerify(candidate);
		signature.update(text);
		try {
			return signature.verify(signed);
		}
		catch (SignatureException _) {
			// Of another curve, it may not even have the right form.
			return false;
		}
	}

	// The encoding (X.690)

	private static byte[] wrap(byte[] algorithm, byte[] key) {
		return der(SEQUENCE, concat(VERSION_0, algorithm, der(OCTETS, key)));
	}

	/**
	 * Returns the curve of a key of SEC 1: {@code SEQUENCE {INTEGER 1, OCTET STRING, [0]
	 * {OBJECT IDENTIFIER}, …}} (RFC 5915, section 3).
	 */
	private static byte[] curve(byte[] key) throws InvalidKeySpecException {
		int position = contentStart(key, 0);
		while (position < key.length) {
			int start = contentStart(key, position);
			if ((key[position] & 0xff) == PARAMETERS && key[start] == OBJECT_IDENTIFIER) {
				return Arrays.copyOfRange(key, start, start + 2 + key[start + 1]);
			}
			position = start + length(key, position);
		}
		throw new InvalidKeySpecException("the private key names no curve");
	}

	private static int contentStart(byte[] der, int position) {
		int first = der[position + 1] & 0xff;
		return position + 2 + ((first < 0x80) ? 0 : first - 0x80);
	}

	private static int length(byte[] der, int position) {
		int first = der[position + 1] & 0xff;
		if (first < 0x80) {
			return first;
		}
		int length = 0;
		for (int i = position + 2; i < contentStart(der, position); i++) {
			length = (length << 8) | (der[i] & 0xff);
		}
		if (length < 0) {
			throw new IllegalArgumentException("length is " + length + " but must not be negative");
		}
		return length;
	}

	private static byte[] der(int tag, byte[] content) {
		int length = content.length;
		byte[] head;
		if (length < 0x80) {
			head = new byte[] { (byte) tag, (byte) length };
		}
		else if (length < 0x100) {
			head = new byte[] { (byte) tag, (byte) 0x81, (byte) length };
		}
		else if (length < 0x10000) {
			head = new byte[] { (byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length };
		}
		else {
			throw new IllegalArgumentException("the key has " + length + " bytes but must have less than 65536");
		}
		return concat(head, content);
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			whole.writeBytes(part);
		}
		return whole.toByteArray();
	}

}

package dev.penstock.testkit.picker;

import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/** Is a server's certificate with its key. Notes the names by which it is asked for. */
public final class TestCertificate extends X509ExtendedKeyManager {

	private static final String ALIAS = "picker";

	private final PrivateKey key;

	private final X509Certificate[] chain;

	private final List<String> requestedNames = new CopyOnWriteArrayList<>();

	TestCertificate(PrivateKey key, X509Certificate[] chain) {
		this.key = key;
		this.chain = chain;
	}

	/**
	 * Returns the names by which clients asked for the server (SNI).
	 * @return the names, one for each handshake that had one
	 */
	public List<String> requestedNames() {
		return List.copyOf(this.requestedNames);
	}

	/**
	 * Returns the certificate and those that vouch for it.
	 * @return the certificates in PEM
	 */
	public String chainPem() {
		StringBuilder text = new StringBuilder();
		for (X509Certificate certificate : this.chain) {
			try {
				text.append(pem("CERTIFICATE", certificate.getEncoded()));
			}
			catch (CertificateEncodingException ex) {
				throw new IllegalStateException("no certificate", ex);
			}
		}
		return text.toString();
	}

	/**
	 * Returns the private key.
	 * @return the key in PEM, as PKCS #8
	 */
	public String keyPem() {
		return pem("PRIVATE KEY", this.key.getEncoded());
	}

	/**
	 * Returns the serial number, by which certificates are told apart.
	 * @return the number
	 */
	public BigInteger serialNumber() {
		return this.chain[0].getSerialNumber();
	}

	private static String pem(String what, byte[] content) {
		return "-----BEGIN " + what + "-----\n"
				+ Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content)
				+ "\n-----END " + what + "-----\n";
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		if (!keyType.startsWith("EC")) {
			return null;
		}
		if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
			for (SNIServerName name : session.getRequestedServerNames()) {
				if (name instanceof SNIHostName host) {
					this.requestedNames.add(host.getAsciiName());
				}
			}
		}
		return ALIAS;
	}

	@Override
	public String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
		return ALIAS;
	}

	@Override
	public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return new String[] { ALIAS };
	}

	@Override
	public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
		return ALIAS;
	}

	@Override
	public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return new String[0];
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable Socket socket) {
		return null;
	}

	@Override
	public X509Certificate[] getCertificateChain(String alias) {
		return this.chain.clone();
	}

	@Override
	public PrivateKey getPrivateKey(String alias) {
		return this.key;
	}

}

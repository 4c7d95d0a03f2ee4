package dev.penstock.app.listener;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import dev.penstock.discovery.model.ServerCertificate;
import dev.penstock.filters.tls.SubjectNames;
import dev.penstock.filters.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Holds the certificates of a listener with their keys and chooses among them for each
 * handshake: those that are for the name that the client asks for, an exact name before a
 * wildcard, and of these the first whose key the client can use. Where none is for that
 * name, the first that the client can use is taken.
 */
final class ListenerKeys extends X509ExtendedKeyManager {

	private final List<Entry> entries;

	/**
	 * Creates the keys of a listener.
	 * @param certificates its certificates
	 * @throws GeneralSecurityException if one of them can't be read
	 */
	ListenerKeys(List<ServerCertificate> certificates) throws GeneralSecurityException {
		List<Entry> read = new ArrayList<>();
		for (ServerCertificate certificate : certificates) {
			read.add(Entry.of(certificate));
		}
		this.entries = List.copyOf(read);
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		return choose(keyType, serverName(engine));
	}

	/**
	 * Chooses a certificate.
	 * @param keyType the type of key that is asked for, such as {@code EC}
	 * @param serverName the name that the client asks for; empty for none
	 * @return the alias, or null if there is none of that type
	 */
	@Nullable String choose(String keyType, String serverName) {
		Fit best = Fit.NONE;
		for (Entry entry : this.entries) {
			Fit fit = entry.fit(serverName);
			best = (fit.compareTo(best) > 0) ? fit : best;
		}
		for (int i = 0; i < this.entries.size(); i++) {
			Entry entry = this.entries.get(i);
			if (entry.fit(serverName) == best && entry.isOf(keyType)) {
				return Integer.toString(i);
			}
		}
		return null;
	}

	private static String serverName(@Nullable SSLEngine engine) {
		return (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session)
				? serverName(session) : "";
	}

	/**
	 * Returns the name that a client asked for.
	 * @param session the session of its handshake
	 * @return the name, lower case; empty if it asked for none
	 */
	static String serverName(ExtendedSSLSession session) {
		for (SNIServerName name : session.getRequestedServerNames()) {
			if (name instanceof SNIHostName host) {
				return host.getAsciiName().toLowerCase(Locale.ROOT);
			}
		}
		return "";
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		String alias = choose(keyType, "");
		return (alias != null) ? new String[] { alias } : null;
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
		return choose(keyType, "");
	}

	@Override
	public X509Certificate[] getCertificateChain(String alias) {
		return this.entries.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
	}

	@Override
	public PrivateKey getPrivateKey(String alias) {
		return this.entries.get(Integer.parseInt(alias)).key();
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable Socket socket) {
		return null;
	}

	/** Is how well a certificate fits a name; the better, the later. */
	private enum Fit {

		NONE, WILDCARD, EXACT

	}

	private record Entry(List<X509Certificate> chain, PrivateKey key, List<String> names) {

		static Entry of(ServerCertificate certificate) throws GeneralSecurityException {
			TlsIdentity identity = new TlsIdentity(certificate.chain(), certificate.keyAlgorithm(), certificate.key());
			List<X509Certificate> chain = identity.certificates();
			return new Entry(chain, identity.privateKey(), SubjectNames.of(chain.getFirst()).hosts());
		}

		Fit fit(String serverName) {
			if (this.names.contains(serverName)) {
				return Fit.EXACT;
			}
			int dot = serverName.indexOf('.');
			return (dot > 0 && this.names.contains("*" + serverName.substring(dot))) ? Fit.WILDCARD : Fit.NONE;
		}

		/** Tells whether the key is of a type, which may be that of its signatures. */
		boolean isOf(String keyType) {
			String algorithm = this.key.getAlgorithm();
			return keyType.equals(algorithm) || (algorithm.equals("RSA") && keyType.equals("RSASSA-PSS"));
		}

		@Override
		public String toString() {
			return "certificate for " + this.names;
		}

	}

}

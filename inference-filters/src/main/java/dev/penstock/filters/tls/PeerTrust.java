package dev.penstock.filters.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Trusts a server whose certificate an authority vouches for and that has the right name:
 * that of the host, or one of those that are given instead. Checks names by itself, so
 * that it does not matter what the engine was told of the server.
 */
public class PeerTrust extends X509ExtendedTrustManager {

	private final PeerIdentity wanted;

	private final List<String> hostnames;

	private final X509ExtendedTrustManager authorities;

	/**
	 * Creates trust.
	 * @param wanted who the server has to be
	 */
	public PeerTrust(PeerIdentity wanted) {
		this.wanted = wanted;
		this.hostnames = (wanted.hostnames().isEmpty() && wanted.uris().isEmpty())
				? List.of(wanted.hostname().toLowerCase(Locale.ROOT)) : wanted.hostnames();
		this.authorities = Authorities.trust(wanted.certificateAuthorities());
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.authorities.checkServerTrusted(chain, authType);
		SubjectNames names = SubjectNames.of(chain[0]);
		if (names.uris().stream().noneMatch(this.wanted.uris()::contains)
				&& names.hosts().stream().noneMatch(this::isWanted)) {
			throw new CertificateException("its certificate has none of the subject alternative names " + this.hostnames
					+ " " + this.wanted.uris() + " but " + names.hosts() + " " + names.uris());
		}
	}

	private boolean isWanted(String host) {
		return this.hostnames.stream().anyMatch((wish) -> isSame(wish, host));
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
	public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
			throws CertificateException {
		checkServerTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
			throws CertificateException {
		checkServerTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw new CertificateException("servers are not clients");
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
			throws CertificateException {
		checkClientTrusted(chain, authType);
	}

}

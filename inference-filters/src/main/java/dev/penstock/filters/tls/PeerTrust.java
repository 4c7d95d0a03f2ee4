package dev.penstock.filters.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
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

	private static final int DNS_NAME = 2;

	private static final int URI = 6;

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
		Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
		if (names != null) {
			for (List<?> name : names) {
				if (name.get(1) instanceof String text && isWanted(name.get(0), text)) {
					return;
				}
			}
		}
		throw new CertificateException("its certificate has none of the subject alternative names " + this.hostnames
				+ " " + this.wanted.uris() + " but " + names);
	}

	private boolean isWanted(@Nullable Object type, String name) {
		if (Integer.valueOf(URI).equals(type)) {
			return this.wanted.uris().contains(name);
		}
		String host = name.toLowerCase(Locale.ROOT);
		return Integer.valueOf(DNS_NAME).equals(type) && this.hostnames.stream().anyMatch((wish) -> isSame(wish, host));
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

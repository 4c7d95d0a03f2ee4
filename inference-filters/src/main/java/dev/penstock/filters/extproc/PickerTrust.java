package dev.penstock.filters.extproc;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import dev.penstock.filters.pool.PickerView.PickerTransport.TlsVerified;
import dev.penstock.filters.tls.PeerTrust;

/** Trusts a replica that proves who it is, and notes which don't. */
final class PickerTrust extends PeerTrust {

	private final ReplicaKey key;

	private final TrustFindings findings;

	PickerTrust(ReplicaKey key, TlsVerified wanted, TrustFindings findings) {
		super(wanted.identity());
		this.key = key;
		this.findings = findings;
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		try {
			super.checkServerTrusted(chain, authType);
		}
		catch (CertificateException ex) {
			this.findings.distrusted(this.key, String.valueOf(ex.getMessage()));
			throw ex;
		}
		this.findings.trusted(this.key);
	}

}

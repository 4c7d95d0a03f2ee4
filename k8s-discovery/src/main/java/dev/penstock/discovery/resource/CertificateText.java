package dev.penstock.discovery.resource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/** Reads certificates in PEM (RFC 7468). */
public final class CertificateText {

	private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

	private CertificateText() {
	}

	/**
	 * Tells what is wrong with text that should hold certificates.
	 * @param pem the text
	 * @return what is wrong, or null if it holds at least one certificate and no other
	 * can't be read
	 */
	public static @Nullable String findMistake(String pem) {
		if (!pem.contains(BEGIN)) {
			return "it has no line " + BEGIN;
		}
		try {
			Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
				.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
			return certificates.stream().anyMatch(X509Certificate.class::isInstance) ? null : "it has no certificate";
		}
		catch (CertificateException ex) {
			return "it can't be read as certificates in PEM";
		}
	}

}

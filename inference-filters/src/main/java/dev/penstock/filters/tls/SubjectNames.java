package dev.penstock.filters.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Is whom a certificate is for: the names of its extension {@code subjectAltName} (RFC
 * 5280, section 4.2.1.6). {@link X509Certificate#getSubjectAlternativeNames()} knows none
 * of them if a single one is malformed, such as the URI {@code *} that tools write; here
 * each is read by itself.
 *
 * @param hosts the DNS names, lower case, of which some may begin with {@code *.}
 * @param uris the URIs, as they are written
 */
public record SubjectNames(List<String> hosts, List<String> uris) {

	private static final String SUBJECT_ALT_NAME = "2.5.29.17";

	private static final int OCTET_STRING = 0x04;

	private static final int SEQUENCE = 0x30;

	private static final int DNS_NAME = 0x82;

	private static final int URI = 0x86;

	/**
	 * Creates names.
	 * @param hosts the DNS names
	 * @param uris the URIs
	 */
	public SubjectNames {
		hosts = List.copyOf(hosts);
		uris = List.copyOf(uris);
	}

	/**
	 * Reads the names of a certificate.
	 * @param certificate the certificate
	 * @return its names; none if it has no such extension or one that isn't DER
	 */
	public static SubjectNames of(X509Certificate certificate) {
		byte[] extension = certificate.getExtensionValue(SUBJECT_ALT_NAME);
		List<String> hosts = new ArrayList<>();
		List<String> uris = new ArrayList<>();
		if (extension != null) {
			try {
				ByteBuffer names = inside(inside(ByteBuffer.wrap(extension), OCTET_STRING), SEQUENCE);
				while (names.hasRemaining()) {
					int tag = names.get() & 0xff;
					String text = StandardCharsets.ISO_8859_1.decode(content(names)).toString();
					switch (tag) {
						case DNS_NAME -> hosts.add(text.toLowerCase(Locale.ROOT));
						case URI -> uris.add(text);
						default -> {
							// An address or another name that nobody asks for.
						}
					}
				}
			}
			catch (BufferUnderflowException | IllegalArgumentException _) {
				// Cut short: what could be read is what there is.
			}
		}
		return new SubjectNames(hosts, uris);
	}

	private static ByteBuffer inside(ByteBuffer outer, int tag) {
		return ((outer.get() & 0xff) == tag) ? content(outer) : ByteBuffer.allocate(0);
	}

	/** Takes the content of an element whose tag has been read (X.690, section 8.1.3). */
	private static ByteBuffer content(ByteBuffer from) {
		int length = from.get() & 0xff;
		if (length >= 0x80) {
			int octets = length & 0x7f;
			length = 0;
			for (int i = 0; i < octets; i++) {
				length = (length << 8) | (from.get() & 0xff);
			}
		}
		if (length < 0 || length > from.remaining()) {
			throw new IllegalArgumentException("an element is longer than what holds it");
		}
		ByteBuffer content = from.slice(from.position(), length);
		from.position(from.position() + length);
		return content;
	}

}

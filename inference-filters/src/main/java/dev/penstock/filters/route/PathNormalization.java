package dev.penstock.filters.route;

/**
 * Gives equal paths one form, so that what a rule matches is what a server is asked for:
 * without dot segments (RFC 3986, section 5.2.4), and with letters, digits and
 * {@code -._~} as themselves (section 6.2.2.2). All else stays as it was sent: an encoded
 * slash is no slash, two slashes are two, and case counts.
 */
public final class PathNormalization {

	private PathNormalization() {
	}

	/**
	 * Normalises a path.
	 * @param path the raw path
	 * @return the path, itself if it is in normal form
	 */
	public static String normalize(String path) {
		String decoded = (path.indexOf('%') >= 0) ? decodeUnreserved(path) : path;
		return decoded.contains("/.") ? removeDotSegments(decoded) : decoded;
	}

	private static String decodeUnreserved(String path) {
		StringBuilder decoded = new StringBuilder(path.length());
		int at = 0;
		while (at < path.length()) {
			char c = path.charAt(at);
			int value = (c == '%' && at + 2 < path.length())
					? Character.digit(path.charAt(at + 1), 16) * 16 + Character.digit(path.charAt(at + 2), 16) : -1;
			if (value >= 0 && isUnreserved((char) value)) {
				decoded.append((char) value);
				at += 3;
			}
			else {
				decoded.append(c);
				at++;
			}
		}
		return (decoded.length() < path.length()) ? decoded.toString() : path;
	}

	private static boolean isUnreserved(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
	}

	private static String removeDotSegments(String path) {
		StringBuilder result = new StringBuilder(path.length());
		int at = 0;
		while (at < path.length()) {
			int next = path.indexOf('/', at + 1);
			int end = (next >= 0) ? next : path.length();
			String segment = path.substring(at, end);
			boolean dot = segment.equals("/.");
			boolean dots = segment.equals("/..");
			if (dots) {
				result.setLength(Math.max(0, result.lastIndexOf("/")));
			}
			if (!dot && !dots) {
				result.append(segment);
			}
			else if (next < 0) {
				result.append('/');
			}
			at = end;
		}
		return result.toString();
	}

}

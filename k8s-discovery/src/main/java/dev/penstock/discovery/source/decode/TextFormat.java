package dev.penstock.discovery.source.decode;

import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.penstock.discovery.source.decode.Findings.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * Is what text must look like.
 *
 * @param name what the text is, with its article, such as {@code a host name}
 * @param rule what text is right
 * @param test whether text is right
 */
record TextFormat(String name, String rule, Predicate<String> test) {

	private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

	private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";

	private static final String QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]";

	private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

	/** Any text, the empty one too. */
	static final TextFormat ANY = new TextFormat("text", "write any text", (_) -> true);

	static final TextFormat NON_EMPTY = new TextFormat("text", "write at least one character",
			(text) -> !text.isEmpty());

	static final TextFormat DNS_LABEL = of("a DNS label",
			"use lower-case letters, digits and `-`, at most 63, the first and last one not `-`", 63, LABEL);

	static final TextFormat DNS_SUBDOMAIN = of("a DNS name",
			"use lower-case letters, digits, `-` and `.`, at most 253, each part beginning and ending with a letter"
					+ " or digit",
			253, SUBDOMAIN);

	static final TextFormat OBJECT_NAME = new TextFormat("an object's name",
			"write the object's name, 1 to 253 characters", (text) -> !text.isEmpty() && text.length() <= 253);

	static final TextFormat GROUP = of("an API group",
			"write the group's DNS name without a version, or \"\" for the core group", 253, "|" + SUBDOMAIN);

	static final TextFormat KIND = of("a kind", "write a kind such as `Service`: letters, digits and `-`, at most 63",
			63, "[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

	static final TextFormat HOSTNAME = new TextFormat("a host name",
			"use lower-case letters, digits, `-` and `.`, with an optional first part `*.`, such as `*.example.com`;"
					+ " no port and no IP address",
			matching(253, "(\\*\\.)?" + SUBDOMAIN).and((text) -> !IPV4.matcher(text).matches()));

	static final TextFormat CONTROLLER_NAME = of("a controller name",
			"write a domain and a path, such as `penstock.dev/gateway-controller`", 253,
			SUBDOMAIN + "/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

	static final TextFormat HEADER_NAME = of("a header or parameter name",
			"use letters, digits and !#$%&'*+-.^_`|~, at most 256", 256, "[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");

	static final TextFormat HEADER_VALUE = of("a header value",
			"use visible ASCII characters, with single spaces between words, at most 4096", 4096,
			"[!-~]+([\\t ]?[!-~]+)*+");

	static final TextFormat LABEL_KEY = new TextFormat("a label key",
			"write a name of at most 63 letters, digits, `-`, `_` and `.`, with an optional DNS name and `/` before"
					+ " it",
			matching(317, "(" + SUBDOMAIN + "/)?" + QUALIFIED_NAME).and((text) -> text.indexOf('/') <= 253));

	/**
	 * Unlike a label's, an annotation's key may have upper-case letters in its prefix.
	 */
	static final TextFormat ANNOTATION_KEY = new TextFormat("an annotation key", LABEL_KEY.rule,
			(text) -> LABEL_KEY.test.test(text.toLowerCase(java.util.Locale.ROOT)));

	static final TextFormat LABEL_VALUE = of("a label value",
			"use at most 63 letters, digits, `-`, `_` and `.`, the first and last one a letter or digit", 63,
			"|" + QUALIFIED_NAME);

	static final TextFormat DATA_KEY = of("a data key", "use letters, digits, `-`, `_` and `.`, at most 253", 253,
			"[-._a-zA-Z0-9]+");

	/** Names a port, as IANA does. */
	static final TextFormat PORT_NAME = new TextFormat("a port name",
			"use lower-case letters, digits and single `-`, at most 15, one of them a letter",
			matching(15, "[a-z0-9]+(-[a-z0-9]+)*").and((text) -> text.chars().anyMatch((c) -> c >= 'a')));

	static final TextFormat PROTOCOL = of("a listener protocol",
			"write HTTP, HTTPS, TLS, TCP or UDP, or a domain-prefixed protocol", 255,
			"[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?|" + SUBDOMAIN + "/[A-Za-z0-9]+");

	static final TextFormat ADDRESS_TYPE = of("an address type",
			"write IPAddress, Hostname or NamedAddress, or a domain-prefixed type", 253,
			"Hostname|IPAddress|NamedAddress|" + SUBDOMAIN + "/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

	static final TextFormat IP_ADDRESS = new TextFormat("an IP address",
			"write an IPv4 or IPv6 address, such as `10.0.0.1` or `fd00::1`", IpAddresses::isValid);

	static TextFormat of(String name, String rule, int max, String regex) {
		return new TextFormat(name, rule, matching(max, regex));
	}

	static TextFormat upTo(int max) {
		return new TextFormat("text of at most " + max + " characters", "shorten it", (text) -> text.length() <= max);
	}

	private static Predicate<String> matching(int max, String regex) {
		Pattern pattern = Pattern.compile(regex);
		return (text) -> text.length() <= max && pattern.matcher(text).matches();
	}

	@Nullable Mistake check(String text) {
		if (this.test.test(text)) {
			return null;
		}
		return new Mistake(Texts.quote(text) + " is not " + this.name, this.rule);
	}

}

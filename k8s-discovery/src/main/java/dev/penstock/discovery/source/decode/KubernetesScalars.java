package dev.penstock.discovery.source.decode;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Tells the types of plain scalars as Kubernetes clients do: {@code yes}, {@code no},
 * {@code on} and {@code off} are booleans, but there are no numbers to the base of 60 and
 * no dates, which stay text.
 */
final class KubernetesScalars extends Resolver {

	private static final Pattern WHOLE_NUMBER = Pattern
		.compile("[-+]?(0|[1-9][0-9_]*|0[0-7_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)");

	private static final Pattern DECIMAL = Pattern
		.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

	@Override
	protected void addImplicitResolvers() {
		addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
		addImplicitResolver(Tag.INT, WHOLE_NUMBER, "-+0123456789");
		addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
		addImplicitResolver(Tag.MERGE, MERGE, "<");
		addImplicitResolver(Tag.NULL, NULL, "~nN\0");
		addImplicitResolver(Tag.NULL, EMPTY, null);
	}

	static ScalarNode convert(org.yaml.snakeyaml.nodes.ScalarNode scalar, int line) {
		Tag tag = scalar.getTag();
		String text = scalar.getValue();
		if (tag.equals(Tag.BOOL)) {
			return new ScalarNode(line, ScalarType.BOOLEAN, text);
		}
		if (tag.equals(Tag.INT) && WHOLE_NUMBER.matcher(text).matches()) {
			return new ScalarNode(line, ScalarType.INTEGER, wholeNumber(text));
		}
		if (tag.equals(Tag.FLOAT) || tag.equals(Tag.INT)) {
			return new ScalarNode(line, ScalarType.DECIMAL, text);
		}
		return tag.equals(Tag.NULL) ? new ScalarNode(line, ScalarType.NULL, "null")
				: new ScalarNode(line, ScalarType.STRING, text);
	}

	static boolean isTrue(ScalarNode scalar) {
		return switch (scalar.text().toLowerCase(Locale.ROOT)) {
			case "true", "yes", "on" -> true;
			default -> false;
		};
	}

	private static String wholeNumber(String text) {
		String digits = text.replace("_", "");
		boolean negative = digits.startsWith("-");
		digits = (negative || digits.startsWith("+")) ? digits.substring(1) : digits;
		int base = 10;
		if (digits.startsWith("0x") || digits.startsWith("0b") || digits.startsWith("0o")) {
			base = (digits.charAt(1) == 'x') ? 16 : (digits.charAt(1) == 'b') ? 2 : 8;
			digits = digits.substring(2);
		}
		else if (digits.length() > 1 && digits.startsWith("0")) {
			base = 8;
		}
		BigInteger value = digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, base);
		return (negative ? value.negate() : value).toString();
	}

}

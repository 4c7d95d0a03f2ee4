package dev.penstock.discovery.source.decode;

import java.math.BigInteger;

import dev.penstock.discovery.source.decode.Findings.Mistake;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import org.jspecify.annotations.Nullable;

/** Checks whole numbers, of any length. */
final class WholeNumbers {

	private WholeNumbers() {
	}

	/** Returns what is wrong with a value that must be a whole number, or null. */
	static @Nullable Mistake check(LocatedNode node, long min, long max) {
		if (!(node instanceof ScalarNode scalar) || scalar.type() != ScalarType.INTEGER) {
			return new Mistake("expected a whole number but found " + Types.describe(node),
					(node instanceof ScalarNode text && text.text().matches("[0-9]+"))
							? "remove the quotes: " + text.text() : "write a number from " + min + " to " + max);
		}
		BigInteger value = new BigInteger(scalar.text());
		if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
			return new Mistake(scalar.text() + " is out of range", "use a number from " + min + " to " + max);
		}
		return null;
	}

}

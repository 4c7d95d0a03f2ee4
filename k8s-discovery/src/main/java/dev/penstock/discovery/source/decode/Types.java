package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;

/** Words the types of values. */
final class Types {

	private Types() {
	}

	/** Names the type of a value, with its article. */
	static String name(LocatedNode node) {
		return switch (node) {
			case MapNode _ -> "a mapping";
			case SequenceNode _ -> "a list";
			case ScalarNode scalar -> switch (scalar.type()) {
				case STRING -> "text";
				case INTEGER, DECIMAL -> "a number";
				case BOOLEAN -> "a truth value";
				case NULL -> "nothing";
			};
		};
	}

	/** Names the type of a value and the value. */
	static String describe(LocatedNode node) {
		if (!(node instanceof ScalarNode scalar)) {
			return name(node);
		}
		return switch (scalar.type()) {
			case STRING -> "the text " + Texts.quote(scalar.text());
			case INTEGER, DECIMAL -> "the number " + Texts.shorten(scalar.text());
			case BOOLEAN -> "the truth value " + scalar.text();
			case NULL -> "nothing";
		};
	}

	static String remedy(Class<? extends LocatedNode> wanted, LocatedNode found) {
		if (wanted == SequenceNode.class) {
			return "begin each item with `- `" + ((found instanceof MapNode) ? ", even if there is only one" : "");
		}
		return (wanted == MapNode.class) ? "write the fields below it as `name: value`, indented"
				: "write a single value after the colon";
	}

}

package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Is a part of a manifest that knows the line where it stands. */
public sealed interface LocatedNode {

	/** The line of nodes that come from no text. */
	int NO_LINE = 0;

	/**
	 * Returns the line where the node begins.
	 * @return the line, counted from 1; {@link #NO_LINE} if it comes from no text
	 */
	int line();

	/**
	 * Creates a tree without lines.
	 * @param value maps, lists, strings, numbers, booleans and nulls, nested
	 * @return the tree
	 */
	static LocatedNode of(@Nullable Object value) {
		return switch (value) {
			case Map<?, ?> map -> {
				List<Entry> entries = new ArrayList<>(map.size());
				map.forEach((key, item) -> entries.add(new Entry(String.valueOf(key), NO_LINE, of(item))));
				yield new MapNode(NO_LINE, entries);
			}
			case Iterable<?> items -> {
				List<LocatedNode> nodes = new ArrayList<>();
				items.forEach((item) -> nodes.add(of(item)));
				yield new SequenceNode(NO_LINE, nodes);
			}
			case null -> new ScalarNode(NO_LINE, ScalarType.NULL, "null");
			case Boolean flag -> new ScalarNode(NO_LINE, ScalarType.BOOLEAN, flag.toString());
			case Float number -> new ScalarNode(NO_LINE, ScalarType.DECIMAL, number.toString());
			case Double number -> new ScalarNode(NO_LINE, ScalarType.DECIMAL, number.toString());
			case java.math.BigDecimal number -> new ScalarNode(NO_LINE, ScalarType.DECIMAL, number.toString());
			case Number number -> new ScalarNode(NO_LINE, ScalarType.INTEGER, number.toString());
			default -> new ScalarNode(NO_LINE, ScalarType.STRING, value.toString());
		};
	}

	/**
	 * Finds the line of a field.
	 * @param path its path, such as {@code spec.rules[0].matches}
	 * @return the line of the field, or of the nearest part of the path that exists
	 */
	default int lineOf(String path) {
		int line = line();
		LocatedNode node = this;
		for (String step : FieldPath.steps(path)) {
			switch (node) {
				case MapNode map -> {
					Entry entry = map.find(step);
					if (entry == null) {
						return line;
					}
					line = entry.line();
					node = entry.value();
				}
				case SequenceNode sequence -> {
					int index = FieldPath.index(step);
					if (index < 0 || index >= sequence.items().size()) {
						return line;
					}
					node = sequence.items().get(index);
					line = node.line();
				}
				case ScalarNode _ -> {
					return line;
				}
			}
		}
		return line;
	}

	/**
	 * Is a mapping.
	 *
	 * @param line the line where it begins
	 * @param entries its entries in their order; a key that is given twice is there twice
	 */
	record MapNode(int line, List<Entry> entries) implements LocatedNode {

		public MapNode {
			entries = List.copyOf(entries);
		}

		/**
		 * Finds an entry.
		 * @param key its key
		 * @return the first entry with that key, or null
		 */
		@Nullable Entry find(String key) {
			for (Entry entry : this.entries) {
				if (entry.key().equals(key)) {
					return entry;
				}
			}
			return null;
		}

		/**
		 * Finds text.
		 * @param key its key
		 * @return the text of the scalar with that key, or the empty string
		 */
		String text(String key) {
			Entry entry = find(key);
			return (entry != null && entry.value() instanceof ScalarNode scalar && scalar.type() != ScalarType.NULL)
					? scalar.text() : "";
		}

	}

	/**
	 * Is an entry of a mapping.
	 *
	 * @param key its key
	 * @param line the line of the key
	 * @param value its value
	 */
	record Entry(String key, int line, LocatedNode value) {

		public Entry {
			Objects.requireNonNull(key, "key");
		}

	}

	/**
	 * Is a sequence.
	 *
	 * @param line the line where it begins
	 * @param items its items
	 */
	record SequenceNode(int line, List<LocatedNode> items) implements LocatedNode {

		public SequenceNode {
			items = List.copyOf(items);
		}

	}

	/**
	 * Is a single value.
	 *
	 * @param line the line where it begins
	 * @param type its type
	 * @param text its text, without quotes; a whole number in decimal digits, a truth
	 * value as it was written
	 */
	record ScalarNode(int line, ScalarType type, String text) implements LocatedNode {
	}

	/** Is the type of a single value. */
	enum ScalarType {

		/** Text. */
		STRING,

		/** A whole number. */
		INTEGER,

		/** A number with a fraction or an exponent. */
		DECIMAL,

		/** A truth value. */
		BOOLEAN,

		/** Nothing: as if the field were missing. */
		NULL

	}

}

package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.source.decode.Findings.Mistake;
import dev.penstock.discovery.source.decode.LocatedNode.Entry;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one mapping and gathers what is wrong with them. A field that is
 * missing or wrong reads as its default or as a stand-in, so that one pass finds every
 * mistake; what was read counts only if there was no error. A field with the value null
 * is as good as missing. Every name that is asked for is a known one: what is left when
 * the reading ends is unknown.
 */
final class FieldReader {

	private final MapNode node;

	private final int line;

	private final String path;

	private final Findings findings;

	private final Set<String> known = new LinkedHashSet<>();

	private FieldReader(MapNode node, int line, String path, Findings findings) {
		this.node = node;
		this.line = line;
		this.path = path;
		this.findings = findings;
	}

	/** Reads a mapping by a decoder, then reports the names that it did not ask for. */
	static <T> T read(MapNode node, int line, String path, Findings findings, Function<FieldReader, T> decoder) {
		FieldReader reader = new FieldReader(node, line, path, findings);
		T result = decoder.apply(reader);
		reader.reportUnknown();
		return result;
	}

	/** Returns what a decoder makes of nothing: a stand-in for what could not be read. */
	private static <T> T standIn(Function<FieldReader, T> decoder) {
		return decoder.apply(new FieldReader(new MapNode(0, List.of()), 0, "", new Findings()));
	}

	boolean has(String name) {
		return find(name) != null;
	}

	/** Makes names known that are legal but not read. */
	void ignore(String... names) {
		this.known.addAll(Arrays.asList(names));
	}

	/** Makes names known that are legal but that Penstock doesn't serve. */
	void warnUnserved(String... names) {
		for (String name : names) {
			if (has(name)) {
				warn(name, "Penstock does not serve this field", "remove it, or expect it to have no effect");
			}
		}
	}

	// Text

	@Nullable String text(String name, TextFormat format) {
		Entry entry = find(name);
		return (entry != null) ? text(entry.value(), entry.line(), child(name), format) : null;
	}

	String text(String name, TextFormat format, String otherwise) {
		String text = text(name, format);
		return (text != null) ? text : otherwise;
	}

	String requiredText(String name, TextFormat format) {
		Entry entry = required(name, "add it: " + format.rule());
		String text = (entry != null) ? text(entry.value(), entry.line(), child(name), format) : null;
		return (text != null) ? text : "";
	}

	List<String> texts(String name, TextFormat format, Size size) {
		List<String> texts = new ArrayList<>();
		SequenceNode sequence = sequence(name, size);
		for (int i = 0; sequence != null && i < sequence.items().size(); i++) {
			LocatedNode item = sequence.items().get(i);
			String text = text(item, item.line(), FieldPath.item(child(name), i), format);
			if (text != null) {
				texts.add(text);
			}
		}
		return texts;
	}

	/** Reads a mapping from text to text. */
	Map<String, String> textMap(String name, TextFormat keys, TextFormat values, Size size) {
		return textMap(name, size, new TextMapDecoder(keys, values, TextMapDecoder.Disclosure.SHOWN));
	}

	/** Reads a mapping from text to text whose values never get into a message. */
	Map<String, String> secretMap(String name, TextFormat keys, TextFormat values) {
		return textMap(name, Size.ANY, new TextMapDecoder(keys, values, TextMapDecoder.Disclosure.HIDDEN));
	}

	private Map<String, String> textMap(String name, Size size, TextMapDecoder decoder) {
		Entry entry = find(name);
		if (entry == null || !(expect(entry, MapNode.class, "a mapping") instanceof MapNode map)) {
			return Map.of();
		}
		size.check(map.entries().size()).forEach((mistake) -> error(name, mistake));
		FieldReader reader = new FieldReader(map, entry.line(), child(name), this.findings);
		reader.reportTwice();
		return decoder.decode(map, reader);
	}

	<E> E oneOf(String name, Map<String, E> values, E otherwise) {
		E value = oneOf(name, values);
		return (value != null) ? value : otherwise;
	}

	<E> @Nullable E oneOf(String name, Map<String, E> values) {
		String text = text(name, TextFormat.ANY);
		if (text == null) {
			return null;
		}
		E value = values.get(text);
		if (value == null) {
			String near = Texts.nearest(text, values.keySet());
			error(name, Texts.quote(text) + " is not a value of this field",
					((near != null) ? "did you mean `" + near + "`? Use one of " : "use one of ")
							+ String.join(", ", values.keySet()));
		}
		return value;
	}

	/** Names the values of a field that must be given. */
	<E> E requiredOneOf(String name, Map<String, E> values, E standIn) {
		required(name, "add one of " + String.join(", ", values.keySet()));
		return oneOf(name, values, standIn);
	}

	// Numbers and truth

	@Nullable Integer integer(String name, int min, int max) {
		Long value = whole(name, min, max);
		return (value != null) ? Math.toIntExact(value) : null;
	}

	int integer(String name, int min, int max, int otherwise) {
		Integer value = integer(name, min, max);
		return (value != null) ? value : otherwise;
	}

	@Nullable Integer port(String name) {
		return integer(name, 1, 65_535);
	}

	int requiredPort(String name) {
		required(name, "add it: a port from 1 to 65535");
		return integer(name, 1, 65_535, 0);
	}

	@Nullable Long whole(String name, long min, long max) {
		Entry entry = find(name);
		if (entry == null || !(expect(entry, ScalarNode.class, "a whole number") instanceof ScalarNode scalar)) {
			return null;
		}
		Mistake mistake = WholeNumbers.check(scalar, min, max);
		if (mistake != null) {
			error(name, mistake);
			return null;
		}
		return Long.valueOf(scalar.text());
	}

	/** Reads a set of numbers (`x-kubernetes-list-type: set`). */
	List<Integer> distinctIntegers(String name, int min, int max) {
		List<Integer> numbers = new ArrayList<>();
		SequenceNode sequence = sequence(name, Size.ANY);
		for (int i = 0; sequence != null && i < sequence.items().size(); i++) {
			LocatedNode item = sequence.items().get(i);
			Mistake mistake = WholeNumbers.check(item, min, max);
			if (mistake == null && item instanceof ScalarNode scalar) {
				Integer number = Integer.valueOf(scalar.text());
				mistake = numbers.contains(number) ? new Mistake(number + " is given twice", "give each number once")
						: null;
				numbers.add(number);
			}
			if (mistake != null) {
				this.findings.add(Severity.ERROR, item.line(), FieldPath.item(child(name), i), mistake);
			}
		}
		return numbers;
	}

	@Nullable Boolean flag(String name) {
		Entry entry = find(name);
		if (entry == null || !(expect(entry, ScalarNode.class, "true or false") instanceof ScalarNode scalar)) {
			return null;
		}
		if (scalar.type() != ScalarType.BOOLEAN) {
			error(name, "expected true or false but found " + Types.describe(scalar),
					"write true or false, without quotes");
			return null;
		}
		return KubernetesScalars.isTrue(scalar);
	}

	boolean flag(String name, boolean otherwise) {
		Boolean value = flag(name);
		return (value != null) ? value : otherwise;
	}

	/** Returns the scalar of a field that may be text or a number. */
	@Nullable ScalarNode scalar(String name) {
		Entry entry = find(name);
		return (entry != null && expect(entry, ScalarNode.class, "text or a number") instanceof ScalarNode scalar)
				? scalar : null;
	}

	// Mappings and lists

	/** Returns the value of a field that may be anything. */
	@Nullable LocatedNode value(String name) {
		Entry entry = find(name);
		return (entry != null) ? entry.value() : null;
	}

	<T> @Nullable T object(String name, Function<FieldReader, T> decoder) {
		Entry entry = find(name);
		if (entry == null || !(expect(entry, MapNode.class, "a mapping") instanceof MapNode map)) {
			return null;
		}
		return read(map, entry.line(), child(name), this.findings, decoder);
	}

	<T> T requiredObject(String name, Function<FieldReader, T> decoder) {
		required(name, "add it as a mapping");
		T value = object(name, decoder);
		return (value != null) ? value : standIn(decoder);
	}

	<T> List<T> objects(String name, Size size, Function<FieldReader, T> decoder) {
		List<T> values = new ArrayList<>();
		SequenceNode sequence = sequence(name, size);
		for (int i = 0; sequence != null && i < sequence.items().size(); i++) {
			LocatedNode item = sequence.items().get(i);
			String itemPath = FieldPath.item(child(name), i);
			if (item instanceof MapNode map) {
				values.add(read(map, item.line(), itemPath, this.findings, decoder));
			}
			else {
				this.findings.add(Severity.ERROR, item.line(), itemPath,
						new Mistake("expected a mapping but found " + Types.describe(item),
								"write the item's fields as `name: value`"));
				values.add(standIn(decoder));
			}
		}
		return values;
	}

	private @Nullable SequenceNode sequence(String name, Size size) {
		Entry entry = find(name);
		if (entry == null) {
			if (size.min() > 0 && size.required()) {
				required(name, "add it with at least " + size.min() + " item" + ((size.min() > 1) ? "s" : ""));
			}
			return null;
		}
		if (!(expect(entry, SequenceNode.class, "a list") instanceof SequenceNode sequence)) {
			return null;
		}
		size.check(sequence.items().size()).forEach((mistake) -> error(name, mistake));
		return sequence;
	}

	// Mistakes

	void error(String name, String message, String remedy) {
		error(name, new Mistake(message, remedy));
	}

	void error(String name, Mistake mistake) {
		this.findings.add(Severity.ERROR, lineOf(name), child(name), mistake);
	}

	void warn(String name, String message, String remedy) {
		this.findings.add(Severity.WARNING, lineOf(name), child(name), new Mistake(message, remedy));
	}

	/** Tells whether nothing has been found wrong with a part of the mapping. */
	boolean isSound(String pathBelow) {
		return !this.findings.hasErrors(below(pathBelow));
	}

	/** Reports what is wrong with an item of a list, or with a field of it. */
	void report(Severity severity, String pathBelow, String message, String remedy) {
		this.findings.add(severity, this.node.lineOf(pathBelow), below(pathBelow), new Mistake(message, remedy));
	}

	private String below(String pathBelow) {
		return this.path.isEmpty() ? pathBelow : this.path + "." + pathBelow;
	}

	private @Nullable Entry required(String name, String remedy) {
		Entry entry = find(name);
		if (entry == null) {
			error(name, "required field is missing", remedy);
		}
		return entry;
	}

	private @Nullable String text(LocatedNode value, int valueLine, String valuePath, TextFormat format) {
		Mistake mistake;
		if (!(value instanceof ScalarNode scalar)) {
			mistake = new Mistake("expected text but found " + Types.describe(value), format.rule());
		}
		else if (scalar.type() != ScalarType.STRING) {
			mistake = new Mistake("expected text but found " + Types.describe(value),
					"put it in quotes: \"" + Texts.shorten(scalar.text()) + "\"");
		}
		else {
			mistake = format.check(scalar.text());
			if (mistake == null) {
				return scalar.text();
			}
		}
		this.findings.add(Severity.ERROR, valueLine, valuePath, mistake);
		return null;
	}

	private @Nullable LocatedNode expect(Entry entry, Class<? extends LocatedNode> type, String what) {
		if (type.isInstance(entry.value())) {
			return entry.value();
		}
		error(entry.key(), "expected " + what + " but found " + Types.name(entry.value()),
				Types.remedy(type, entry.value()));
		return null;
	}

	private @Nullable Entry find(String name) {
		this.known.add(name);
		Entry entry = this.node.find(name);
		boolean missing = entry == null
				|| (entry.value() instanceof ScalarNode scalar && scalar.type() == ScalarType.NULL);
		return missing ? null : entry;
	}

	private int lineOf(String name) {
		Entry entry = this.node.find(name);
		return (entry != null) ? entry.line() : this.line;
	}

	private String child(String name) {
		return FieldPath.child(this.path, name);
	}

	private void reportUnknown() {
		reportTwice();
		for (Entry entry : this.node.entries()) {
			if (!this.known.contains(entry.key())) {
				String near = Texts.nearest(entry.key(), this.known);
				warn(entry.key(), "unknown field " + Texts.quote(entry.key()), (near != null)
						? "did you mean `" + near + "`?" : "known here are " + String.join(", ", this.known));
			}
		}
	}

	private void reportTwice() {
		Set<String> seen = new HashSet<>();
		for (Entry entry : this.node.entries()) {
			if (!seen.add(entry.key())) {
				this.findings.add(Severity.ERROR, entry.line(), child(entry.key()),
						new Mistake(Texts.quote(entry.key()) + " is given twice, first on line " + lineOf(entry.key()),
								"keep one of the two"));
			}
		}
	}

}

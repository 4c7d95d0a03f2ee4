package dev.penstock.discovery.source.decode;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.penstock.discovery.source.decode.Findings.Mistake;
import dev.penstock.discovery.source.decode.LocatedNode.Entry;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Decodes mappings from text to text.
 *
 * @param keys what keys must look like
 * @param values what values must look like
 * @param disclosure whether values get into messages
 */
record TextMapDecoder(TextFormat keys, TextFormat values, Disclosure disclosure) {

	Map<String, String> decode(MapNode map, FieldReader reader) {
		Map<String, String> texts = new LinkedHashMap<>();
		for (Entry entry : map.entries()) {
			Mistake mistake = this.keys.check(entry.key());
			if (mistake == null) {
				mistake = check(entry.value());
			}
			if (mistake != null) {
				reader.error(entry.key(), mistake);
			}
			else if (entry.value() instanceof ScalarNode scalar) {
				texts.putIfAbsent(entry.key(), scalar.text());
			}
		}
		return texts;
	}

	private @Nullable Mistake check(LocatedNode value) {
		if (!(value instanceof ScalarNode scalar)) {
			return new Mistake("expected text but found " + Types.name(value), "write the value as text");
		}
		boolean shown = this.disclosure == Disclosure.SHOWN;
		if (scalar.type() != ScalarType.STRING) {
			return new Mistake("expected text but found " + (shown ? Types.describe(value) : Types.name(value)),
					"put the value in quotes");
		}
		Mistake mistake = this.values.check(scalar.text());
		return (mistake == null || shown) ? mistake
				: new Mistake("the value is not " + this.values.name(), mistake.remedy());
	}

	/** Is whether values get into messages. */
	enum Disclosure {

		/** They do. */
		SHOWN,

		/** They never do. */
		HIDDEN

	}

}

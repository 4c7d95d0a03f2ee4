package dev.penstock.discovery.source.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Creates the values of enumerations, in the order in which users are told them. */
final class Choices {

	private Choices() {
	}

	@SafeVarargs
	static <E> SequencedMap<String, E> of(Map.Entry<String, E>... choices) {
		SequencedMap<String, E> values = new LinkedHashMap<>();
		for (Map.Entry<String, E> choice : choices) {
			values.put(choice.getKey(), choice.getValue());
		}
		return values;
	}

	static SequencedMap<String, String> texts(String... texts) {
		SequencedMap<String, String> values = new LinkedHashMap<>();
		for (String text : texts) {
			values.put(text, text);
		}
		return values;
	}

}

package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.resource.LabelSelector;
import dev.penstock.discovery.resource.LabelSelector.Operator;

/** Decodes label selectors. */
final class LabelSelectorDecoder {

	private static final Map<String, Operator> OPERATORS = Choices.of(Map.entry("In", Operator.IN),
			Map.entry("NotIn", Operator.NOT_IN), Map.entry("Exists", Operator.EXISTS),
			Map.entry("DoesNotExist", Operator.DOES_NOT_EXIST));

	private LabelSelectorDecoder() {
	}

	static LabelSelector decode(FieldReader reader) {
		return new LabelSelector(reader.textMap("matchLabels", TextFormat.LABEL_KEY, TextFormat.LABEL_VALUE, Size.ANY),
				reader.objects("matchExpressions", Size.ANY, LabelSelectorDecoder::expression));
	}

	private static LabelSelector.Expression expression(FieldReader reader) {
		String key = reader.requiredText("key", TextFormat.LABEL_KEY);
		Operator operator = reader.requiredOneOf("operator", OPERATORS, Operator.EXISTS);
		List<String> values = reader.texts("values", TextFormat.LABEL_VALUE, Size.ANY);
		boolean compares = operator == Operator.IN || operator == Operator.NOT_IN;
		if (reader.has("operator") && compares == values.isEmpty()) {
			reader.error("values",
					compares ? "the operator has no values to compare with" : "the operator takes no values",
					compares ? "add at least one value" : "remove the values");
		}
		return new LabelSelector.Expression(key, operator, values);
	}

}

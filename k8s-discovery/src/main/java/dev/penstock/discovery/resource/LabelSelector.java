package dev.penstock.discovery.resource;

import java.util.List;
import java.util.Map;

/**
 * Selects objects by their labels. The empty selector selects everything.
 *
 * @param matchLabels labels that must be there with these values
 * @param matchExpressions conditions that must hold as well
 */
public record LabelSelector(Map<String, String> matchLabels, List<Expression> matchExpressions) {

	public LabelSelector {
		matchLabels = Map.copyOf(matchLabels);
		matchExpressions = List.copyOf(matchExpressions);
	}

	/**
	 * Tells whether labels are selected.
	 * @param labels the labels of an object
	 * @return whether all parts of the selector hold
	 */
	public boolean matches(Map<String, String> labels) {
		return this.matchLabels.entrySet().stream().allMatch((e) -> e.getValue().equals(labels.get(e.getKey())))
				&& this.matchExpressions.stream().allMatch((e) -> e.matches(labels));
	}

	/**
	 * Is a condition on one label.
	 *
	 * @param key the label
	 * @param operator how it is compared
	 * @param values what it is compared with
	 */
	public record Expression(String key, Operator operator, List<String> values) {

		public Expression {
			values = List.copyOf(values);
		}

		boolean matches(Map<String, String> labels) {
			String value = labels.get(this.key);
			return switch (this.operator) {
				case IN -> value != null && this.values.contains(value);
				case NOT_IN -> value == null || !this.values.contains(value);
				case EXISTS -> value != null;
				case DOES_NOT_EXIST -> value == null;
			};
		}

	}

	/** Is how a label is compared. */
	public enum Operator {

		/** The label is there with one of the values. */
		IN,

		/** The label is missing or has none of the values. */
		NOT_IN,

		/** The label is there. */
		EXISTS,

		/** The label is missing. */
		DOES_NOT_EXIST

	}

}

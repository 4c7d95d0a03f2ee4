package dev.penstock.filters.extproc;

import java.util.Locale;

import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;

/** Collects the parts of a header that a picker sets (HeaderValueOption). */
final class HeaderOption {

	private String key = "";

	private String value = "";

	private String rawValue = "";

	private boolean append;

	private int action;

	void key(String text) {
		this.key = text;
	}

	void value(String text) {
		this.value = text;
	}

	void rawValue(String text) {
		this.rawValue = text;
	}

	void append(boolean wanted) {
		this.append = wanted;
	}

	void action(int number) {
		this.action = number;
	}

	Operation build() {
		return new Operation(meaning(), this.key.toLowerCase(Locale.ROOT),
				this.rawValue.isEmpty() ? this.value : this.rawValue);
	}

	/**
	 * Reads the action. Envoy's default is to append, but pickers leave it unset and mean
	 * to set, as Envoy's older field {@code append} has it for this service.
	 */
	private Action meaning() {
		return switch (this.action) {
			case 1 -> Action.ADD_IF_ABSENT;
			case 2 -> Action.SET;
			case 3 -> Action.OVERWRITE_IF_EXISTS;
			default -> this.append ? Action.APPEND : Action.SET;
		};
	}

}

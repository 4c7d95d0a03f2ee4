package dev.penstock.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Is what an experiment found.
 *
 * @param name the experiment's name, which files are called by
 * @param title what the figures are
 * @param columns names of the columns
 * @param rows figures by the gateways' labels
 */
record Table(String name, String title, List<String> columns, Map<String, List<Double>> rows) {

	Table(String name, String title, List<String> columns) {
		this(name, title, columns, new LinkedHashMap<>());
	}

	void add(String label, List<Double> figures) {
		this.rows.put(label, List.copyOf(figures));
	}

	/**
	 * Renders the table.
	 * @return Markdown
	 */
	String markdown() {
		StringBuilder text = new StringBuilder("| |");
		this.columns.forEach((column) -> text.append(' ').append(column).append(" |"));
		text.append("\n|---|").append("---|".repeat(this.columns.size())).append('\n');
		this.rows.forEach((label, figures) -> {
			text.append("| ").append(label).append(" |");
			figures.forEach((figure) -> text.append(' ').append(format(figure)).append(" |"));
			text.append('\n');
		});
		return text.toString();
	}

	static String format(double figure) {
		return String.format(Locale.ROOT, (figure != Math.rint(figure) && figure < 20) ? "%.2f" : "%.0f", figure);
	}

}

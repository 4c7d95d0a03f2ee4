package dev.penstock.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Draws the figures of a {@link Table} as bars: a panel for each column. */
final class BarChart {

	private static final int WIDTH = 760;

	private static final int LABELS = 230;

	private static final int BAR = 18;

	private static final String INK = "#24292f";

	private BarChart() {
	}

	/**
	 * Draws a table.
	 * @param table the table
	 * @return SVG
	 */
	static String svg(Table table) {
		List<String> lines = new ArrayList<>();
		int y = 24;
		lines.add(text(8, y, "bold", table.title()));
		for (int column = 0; column < table.columns().size(); column++) {
			y += 30;
			lines.add(text(8, y, "normal", table.columns().get(column)));
			y += 8;
			int at = column;
			double most = table.rows().values().stream().mapToDouble((row) -> row.get(at)).max().orElse(1);
			for (Map.Entry<String, List<Double>> row : table.rows().entrySet()) {
				double figure = row.getValue().get(column);
				int width = (int) Math.round((WIDTH - LABELS - 90) * figure / Math.max(most, 1e-9));
				lines.add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>".formatted(LABELS - 8, y + BAR - 5,
						escape(row.getKey())));
				lines.add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>".formatted(LABELS, y,
						Math.max(width, 1), BAR - 4, row.getKey().startsWith("Penstock") ? "#0969da" : "#8c959f"));
				lines.add(text(LABELS + Math.max(width, 1) + 6, y + BAR - 6, "normal", Table.format(figure)));
				y += BAR;
			}
		}
		return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
			.formatted(WIDTH, y + 16) + " font-size=\"12\" fill=\"" + INK + "\">\n"
				+ "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" + String.join("\n", lines) + "\n</svg>\n";
	}

	private static String text(int x, int y, String weight, String text) {
		return "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>".formatted(x, y, weight, escape(text));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

}

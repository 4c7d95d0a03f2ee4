package dev.penstock.demo.engine;

/**
 * Writes metrics in the text format 0.0.4 of Prometheus. Every sample has the labels
 * {@code engine} and {@code model_name}, as vLLM's have.
 */
final class PrometheusText {

	private final StringBuilder text = new StringBuilder(16 * 1024);

	private final String commonLabels;

	PrometheusText(String modelName) {
		this.commonLabels = "{engine=\"0\",model_name=\"" + escape(modelName) + '"';
	}

	void family(String name, String type, String help) {
		this.text.append("# HELP ").append(name).append(' ').append(help).append('\n');
		this.text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
	}

	void gauge(String name, String help, double value) {
		family(name, "gauge", help);
		sample(name, value);
	}

	void counter(String name, String help, double value) {
		family(name, "counter", help);
		sample(name, value);
	}

	void sample(String name, double value, String... labels) {
		this.text.append(name).append(this.commonLabels);
		for (int i = 0; i < labels.length; i += 2) {
			this.text.append(',').append(labels[i]).append("=\"").append(escape(labels[i + 1])).append('"');
		}
		this.text.append("} ").append(value).append('\n');
	}

	private static String escape(String value) {
		return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}

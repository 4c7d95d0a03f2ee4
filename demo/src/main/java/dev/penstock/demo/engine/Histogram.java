package dev.penstock.demo.engine;

/**
 * Counts values by upper bounds, as Prometheus wants them. Not thread-safe.
 */
final class Histogram {

	/** Bounds for times until a first token, in seconds. */
	static final double[] FIRST_TOKEN = { 0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5,
			5.0, 7.5, 10.0, 20.0, 40.0, 80.0, 160.0, 640.0, 2560.0 };

	/** Bounds for times between tokens, in seconds. */
	static final double[] PER_TOKEN = { 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5, 5.0,
			7.5, 10.0, 20.0, 40.0, 80.0 };

	/** Bounds for times of a request or a phase of it, in seconds. */
	static final double[] REQUEST = { 0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0,
			120.0, 240.0, 480.0, 960.0, 1920.0, 7680.0 };

	/** Bounds for numbers of tokens. */
	static final double[] TOKENS = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000,
			100000 };

	private final String name;

	private final String help;

	private final double[] bounds;

	/** Doubles, like every value of Prometheus; whole numbers are exact up to 2^53. */
	private final double[] counts;

	private double sum;

	Histogram(String name, String help, double[] bounds) {
		this.name = name;
		this.help = help;
		this.bounds = bounds;
		this.counts = new double[bounds.length + 1];
	}

	void observe(double value) {
		int bucket = 0;
		while (bucket < this.bounds.length && value > this.bounds[bucket]) {
			bucket++;
		}
		this.counts[bucket]++;
		this.sum += value;
	}

	void observeNanos(long nanos) {
		observe(nanos / 1e9);
	}

	void write(PrometheusText text) {
		text.family(this.name, "histogram", this.help);
		double cumulative = 0;
		for (int i = 0; i < this.counts.length; i++) {
			cumulative += this.counts[i];
			String bound = (i < this.bounds.length) ? Double.toString(this.bounds[i]) : "+Inf";
			text.sample(this.name + "_bucket", cumulative, "le", bound);
		}
		text.sample(this.name + "_sum", this.sum);
		text.sample(this.name + "_count", cumulative);
	}

}

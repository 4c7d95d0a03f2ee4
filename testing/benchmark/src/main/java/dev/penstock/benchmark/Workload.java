package dev.penstock.benchmark;

import java.time.Duration;
import java.util.List;

/**
 * Is what clients ask for.
 *
 * @param name what the column is called
 * @param clients how many clients there are, each with a connection of its own
 * @param size bytes of prompt
 * @param chunks chunks of the answer's stream; 0 for an answer in one piece
 * @param interval time between chunks
 * @param rate requests a second in all, sent on time whether or not earlier ones ended; 0
 * has each client go on as soon as it has its answer
 * @param hosts host names to ask for in turn
 * @param paths paths to ask for in turn
 */
record Workload(String name, int clients, int size, int chunks, Duration interval, double rate, List<String> hosts,
		List<String> paths) {

	static final String PATH = "/v1/completions";

	/** 1 KB there and some 500 bytes back. */
	static final Workload SMALL = of("1 KB", 16, 1_000, 0);

	/** 100 KB there and some 500 bytes back. */
	static final Workload LARGE = of("100 KB", 16, 100_000, 0);

	/** A stream of 50 chunks, one each 10 ms. */
	static final Workload STREAM = of("stream of 50 chunks", 64, 1_000, 50);

	Workload {
		hosts = List.copyOf(hosts);
		paths = List.copyOf(paths);
	}

	private static Workload of(String name, int clients, int size, int chunks) {
		return new Workload(name, clients, size, chunks, Duration.ofMillis(10), 0, List.of("127.0.0.1"), List.of(PATH));
	}

	boolean streams() {
		return this.chunks > 0;
	}

	Workload at(double requestsPerSecond) {
		return new Workload(this.name, this.clients, this.size, this.chunks, this.interval, requestsPerSecond,
				this.hosts, this.paths);
	}

	Workload by(int numberOfClients) {
		return new Workload(this.name, numberOfClients, this.size, this.chunks, this.interval, this.rate, this.hosts,
				this.paths);
	}

	Workload with(int numberOfChunks, Duration between) {
		return new Workload(this.name, this.clients, this.size, numberOfChunks, between, this.rate, this.hosts,
				this.paths);
	}

	Workload to(List<String> hostNames, List<String> requestPaths) {
		return new Workload(this.name, this.clients, this.size, this.chunks, this.interval, this.rate, hostNames,
				requestPaths);
	}

}

package dev.penstock.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.route.MatchSpec;
import dev.penstock.filters.route.RouteIndex;
import dev.penstock.filters.route.RouteRequest;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the rule of a request, among one or thousands. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouteLookupBenchmark {

	private static final String SOCKET = "127.0.0.1:80";

	private static final int RULES_OF_A_HOST = 5;

	/** How many rules there are, five for each host name. */
	@Param({ "1", "5000" })
	public int rules;

	private @Nullable RouteIndex<String> index;

	private int next;

	/** Builds the index. */
	@Setup
	public void build() {
		RouteIndex.Builder<String> builder = new RouteIndex.Builder<>();
		builder.listener(SOCKET, null);
		for (int i = 0; i < this.rules; i++) {
			builder.rule(List.of(new RouteIndex.Attachment(SOCKET, null, List.of(host(i / RULES_OF_A_HOST)))), List
				.of(new MatchSpec(MatchSpec.PathType.PREFIX, path(i % RULES_OF_A_HOST), null, List.of(), List.of())),
					"rule " + i);
		}
		this.index = builder.build();
	}

	private static String host(int number) {
		return "host-" + number + ".example.com";
	}

	private static String path(int number) {
		return "/v" + number;
	}

	/**
	 * Finds each rule in turn.
	 * @return the rule
	 */
	@Benchmark
	public @Nullable String find() {
		int rule = this.next++ % this.rules;
		RouteIndex<String> built = this.index;
		return (built != null) ? built.find(SOCKET, host(rule / RULES_OF_A_HOST),
				new Request(path(rule % RULES_OF_A_HOST) + "/completions")) : null;
	}

	private record Request(String path) implements RouteRequest {

		@Override
		public String method() {
			return "POST";
		}

		@Override
		public List<String> header(String name) {
			return List.of();
		}

		@Override
		public List<String> queryParam(String name) {
			return List.of();
		}

	}

}

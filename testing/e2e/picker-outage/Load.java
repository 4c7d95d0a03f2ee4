import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends completions at a fixed rate, whatever becomes of those before, and prints what
 * came back: `java Load.java URL RATE SECONDS [MODEL]`. The last line is
 * `requests=N failed=N failing_for_ms=N slowest_ms=N`; failing_for_ms is the time from
 * the start of the first request that failed to the start of the last one.
 */
class Load {

	record Outcome(long started, long millis, String kind) {

		boolean failed() {
			return !this.kind.equals("200");
		}

	}

	public static void main(String[] args) throws InterruptedException {
		URI uri = URI.create(args[0] + "/v1/completions");
		int rate = Integer.parseInt(args[1]);
		String model = (args.length > 3) ? args[3] : "sim";
		int count = rate * Integer.parseInt(args[2]);
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		List<Outcome> outcomes = new ArrayList<>();
		CountDownLatch open = new CountDownLatch(count);
		long begin = System.nanoTime();
		for (int i = 0; i < count; i++) {
			long due = begin + i * 1_000_000_000L / rate;
			while (System.nanoTime() < due) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			HttpRequest request = request(uri, model, i);
			Thread.startVirtualThread(() -> {
				Outcome outcome = send(client, request, begin);
				synchronized (outcomes) {
					outcomes.add(outcome);
				}
				open.countDown();
			});
		}
		open.await();
		print(outcomes);
	}

	/** Differs from others from the start: pickers like to send what begins alike to one place. */
	static HttpRequest request(URI uri, String model, int number) {
		String body = "{\"model\":\"%s\",\"prompt\":\"%d is the number\",\"max_tokens\":1}".formatted(model, number);
		return HttpRequest.newBuilder(uri)
			.timeout(Duration.ofSeconds(15))
			.header("content-type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
	}

	static Outcome send(HttpClient client, HttpRequest request, long begin) {
		long started = System.nanoTime();
		String kind;
		try {
			HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
			kind = response.statusCode() + ((response.statusCode() == 200) ? "" : " " + why(response));
		}
		catch (IOException ex) {
			kind = ex.getClass().getSimpleName();
		}
		catch (InterruptedException ex) {
			kind = "interrupted";
		}
		return new Outcome((started - begin) / 1_000_000, (System.nanoTime() - started) / 1_000_000, kind);
	}

	/** Returns the gateway's reason, or what somebody else answered. */
	static String why(HttpResponse<String> response) {
		String body = response.body().strip();
		return response.headers()
			.firstValue("x-penstock-reason")
			.orElse("of " + response.headers().firstValue("server").orElse("somebody else") + ": "
					+ body.substring(0, Math.min(200, body.length())));
	}

	static void print(List<Outcome> outcomes) {
		Map<String, LongSummaryStatistics> kinds = new TreeMap<>();
		outcomes.forEach((outcome) -> kinds.computeIfAbsent(outcome.kind(), (_) -> new LongSummaryStatistics())
			.accept(outcome.started()));
		kinds.forEach((kind, times) -> System.out.printf("%d x %s (%.1f s to %.1f s)%n", times.getCount(), kind,
				times.getMin() / 1e3, times.getMax() / 1e3));
		long[] failing = outcomes.stream().filter(Outcome::failed).mapToLong(Outcome::started).sorted().toArray();
		long window = (failing.length == 0) ? 0 : failing[failing.length - 1] - failing[0];
		long slowest = outcomes.stream().mapToLong(Outcome::millis).max().orElse(0);
		System.out.printf("requests=%d failed=%d failing_for_ms=%d slowest_ms=%d%n", outcomes.size(), failing.length,
				window, slowest);
	}

}

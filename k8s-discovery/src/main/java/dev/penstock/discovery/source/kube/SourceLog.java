package dev.penstock.discovery.source.kube;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.kube.WatchNews.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what is wrong with reading the cluster, and says each thing once: when it comes
 * and when it goes. Changed by one thread.
 */
final class SourceLog {

	private static final Logger logger = LoggerFactory.getLogger(ClusterSource.class);

	private final String server;

	private final SortedMap<ResourceKey, List<Problem>> problems = new TreeMap<>();

	private final SortedMap<Interest, Refusal> refusals = new TreeMap<>();

	private final Set<String> said = new HashSet<>();

	private final Set<Interest> away = new HashSet<>();

	private @Nullable String outage;

	private volatile List<String> lines = List.of();

	SourceLog(String server) {
		this.server = server;
	}

	/** Returns what is wrong now. Safe for use by any thread. */
	List<String> lines() {
		return this.lines;
	}

	/** Takes note of what is wrong with an object; null if it is gone. */
	void object(ResourceKey key, @Nullable ReadObject object) {
		List<Problem> now = (object != null) ? object.problems() : List.of();
		List<Problem> before = now.isEmpty() ? this.problems.remove(key) : this.problems.put(key, now);
		List<Problem> known = (before != null) ? before : List.of();
		if (now.equals(known)) {
			return;
		}
		now.stream().filter((problem) -> !known.contains(problem)).forEach((problem) -> {
			if (problem.severity() == Severity.ERROR) {
				logger.error("{}, so the object is not used", line(problem));
			}
			else {
				logger.warn("{}", line(problem));
			}
		});
		known.stream()
			.filter((problem) -> !now.contains(problem))
			.forEach((problem) -> logger.info("Resolved: {}", line(problem)));
		update();
	}

	/** Takes note that the API server refuses. */
	void refused(Interest watch, Refusal refusal) {
		if (this.refusals.put(watch, refusal) == refusal) {
			return;
		}
		// Once for a kind is enough where it is not there at all.
		String text = text(watch, refusal);
		if (this.said.add(text)) {
			logger.warn("{}", text);
		}
		update();
	}

	/** Takes note that the API server answers. */
	void answered(Interest watch) {
		Refusal before = this.refusals.remove(watch);
		if (before != null) {
			String text = text(watch, before);
			boolean others = this.refusals.entrySet()
				.stream()
				.anyMatch((entry) -> text(entry.getKey(), entry.getValue()).equals(text));
			if (!others && this.said.remove(text)) {
				logger.info("{} can be read now", watch.text());
			}
			update();
		}
		back(watch);
	}

	/** Takes note that nobody asks any more. */
	void stopped(Interest watch) {
		Refusal before = this.refusals.remove(watch);
		if (before != null) {
			this.said.remove(text(watch, before));
			update();
		}
		back(watch);
	}

	/** Takes note that the API server can't be reached. */
	void away(Interest watch, String cause) {
		boolean first = this.away.isEmpty();
		this.away.add(watch);
		if (first) {
			this.outage = "API server " + this.server + " can't be read since "
					+ Instant.ofEpochSecond(Instant.now().getEpochSecond()) + " (" + cause
					+ "); what was read last is served until it is back";
			logger.warn("{}", this.outage);
			update();
		}
	}

	/** Takes note that the API server is there again. */
	void back(Interest watch) {
		if (this.away.remove(watch) && this.away.isEmpty()) {
			this.outage = null;
			logger.info("API server {} is read again", this.server);
			update();
		}
	}

	private void update() {
		List<String> all = new ArrayList<>();
		if (this.outage != null) {
			all.add(this.outage);
		}
		this.refusals.forEach((watch, refusal) -> all.add(text(watch, refusal)));
		this.problems.values().forEach((list) -> list.forEach((problem) -> all.add(line(problem))));
		this.lines = all.stream().distinct().toList();
	}

	private static String line(Problem problem) {
		return new LocatedProblem("", 0, problem).toString();
	}

	private static String text(Interest watch, Refusal refusal) {
		return switch (refusal) {
			case MISSING -> missing(watch.kind());
			case FORBIDDEN -> "may not read " + watch.text()
					+ ", so it is taken for empty if it was never read; let the service account list and watch "
					+ watch.kind().resource();
		};
	}

	private static String missing(ClusterKind kind) {
		String versions = String.join(" or ", kind.versions());
		return "the cluster has no " + kind.resource() + " (" + versions + "), so there are none; " + (kind.isCustom()
				? "install their CustomResourceDefinition where they are needed, which is noticed within seconds"
				: "use a version of Kubernetes that has them");
	}

}

package dev.penstock.discovery.status;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.report.StatusReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs statuses where there is no cluster to write them to. A condition is logged when it
 * is new or has changed: at level WARN while it says that something isn't well, at INFO
 * when all is. A problem is logged at WARN when it appears and at INFO when it is gone.
 * What stays as it was is never logged twice. Takes reports from one thread at a time.
 */
public final class LogStatusSink implements StatusSink {

	private static final Logger logger = LoggerFactory.getLogger(LogStatusSink.class);

	private Map<Subject, Condition> conditions = Map.of();

	private Set<Problem> problems = Set.of();

	@Override
	public void accept(StatusReport report, ActivationResult result) {
		StatusReport activated = ActivatedStatus.of(report, result);
		logProblems(new LinkedHashSet<>(activated.problems()));
		logConditions(flatten(activated));
	}

	private void logProblems(Set<Problem> current) {
		for (Problem problem : current) {
			if (!this.problems.contains(problem)) {
				logger.warn("{}: {}: {}", (problem.severity() == Severity.ERROR) ? "Error" : "Warning",
						problem.object(), problem.text());
			}
		}
		for (Problem problem : this.problems) {
			if (!current.contains(problem)) {
				logger.info("Solved: {}: {}{}", problem.object(),
						problem.field().isEmpty() ? "" : problem.field() + ": ", problem.message());
			}
		}
		this.problems = current;
	}

	private void logConditions(Map<Subject, Condition> current) {
		current.forEach((subject, condition) -> {
			if (!same(this.conditions.get(subject), condition)) {
				if (isFine(condition)) {
					logger.info("{}: {}", subject, describe(condition));
				}
				else {
					logger.warn("{}: {}", subject, describe(condition));
				}
			}
		});
		Set<String> gone = names(this.conditions);
		gone.removeAll(names(current));
		gone.forEach((name) -> logger.info("{}: gone", name));
		this.conditions = current;
	}

	private static Set<String> names(Map<Subject, Condition> conditions) {
		Set<String> names = new LinkedHashSet<>();
		conditions.keySet().forEach((subject) -> names.add(subject.name()));
		return names;
	}

	private static boolean same(@Nullable Condition before, Condition now) {
		return before != null && before.status() == now.status() && before.reason().equals(now.reason())
				&& before.message().equals(now.message());
	}

	/**
	 * Tells whether a condition is as it should be. {@code Conflicted} is the one that
	 * should be False; a Gateway that is accepted without some of its listeners isn't
	 * fine.
	 */
	private static boolean isFine(Condition condition) {
		Status wanted = condition.type().equals(Conditions.CONFLICTED) ? Status.FALSE : Status.TRUE;
		return condition.status() == wanted && !condition.reason().equals(Conditions.LISTENERS_NOT_VALID);
	}

	private static String describe(Condition condition) {
		return condition.type() + "=" + condition.status() + " (" + condition.reason() + "): " + condition.message();
	}

	private static Map<Subject, Condition> flatten(StatusReport report) {
		Map<Subject, Condition> flat = new LinkedHashMap<>();
		report.gatewayClasses().forEach((key, status) -> add(flat, key.toString(), status.conditions()));
		report.gateways().forEach((key, status) -> {
			add(flat, key.toString(), status.conditions());
			status.listeners()
				.forEach((listener) -> add(flat, key + " listener " + listener.name(), listener.conditions()));
		});
		report.listenerSets().forEach((key, status) -> {
			add(flat, key.toString(), status.conditions());
			status.listeners()
				.forEach((listener) -> add(flat, key + " listener " + listener.name(), listener.conditions()));
		});
		report.routes()
			.forEach((key, status) -> status.parents()
				.forEach((parent) -> add(flat, key + " at " + describe(key.namespace(), parent), parent.conditions())));
		report.pools()
			.forEach((key, status) -> status.parents()
				.forEach((parent) -> add(flat, key + " at " + parent.gateway(), parent.conditions())));
		report.policies()
			.forEach((key, status) -> status.ancestors()
				.forEach((ancestor) -> add(flat, key + " at " + ancestor.gateway(), ancestor.conditions())));
		return flat;
	}

	private static String describe(String namespace, StatusReport.RouteParentStatus status) {
		var parent = status.parent();
		return parent.kind() + " " + ((parent.namespace() != null) ? parent.namespace() : namespace) + "/"
				+ parent.name() + ((parent.sectionName() != null) ? " listener " + parent.sectionName() : "")
				+ ((parent.port() != null) ? " port " + parent.port() : "");
	}

	private static void add(Map<Subject, Condition> flat, String name, List<Condition> conditions) {
		conditions.forEach((condition) -> flat.put(new Subject(name, condition.type()), condition));
	}

	private record Subject(String name, String type) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}

package dev.penstock.discovery.check;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;

/**
 * Prints statuses for people: each object on a line, what it has below it indented, and
 * after each its conditions.
 */
public final class StatusPrinter {

	private static final String INDENT = "  ";

	private StatusPrinter() {
	}

	/**
	 * Prints a report.
	 * @param report the statuses
	 * @param out where to
	 * @throws IOException if it can't be written
	 */
	public static void print(StatusReport report, Appendable out) throws IOException {
		out.append(format(report));
	}

	/**
	 * Formats a report.
	 * @param report the statuses
	 * @return its lines, each ended by a line feed
	 */
	public static String format(StatusReport report) {
		StringBuilder text = new StringBuilder();
		report.gatewayClasses().forEach((key, status) -> {
			line(text, 0, key.toString());
			conditions(text, 1, status.conditions());
		});
		report.gateways().forEach((key, status) -> {
			line(text, 0, key.toString());
			conditions(text, 1, status.conditions());
			status.listeners().forEach((listener) -> listener(text, listener));
		});
		report.listenerSets().forEach((key, status) -> {
			line(text, 0, key + " of " + status.gateway());
			conditions(text, 1, status.conditions());
			status.listeners().forEach((listener) -> listener(text, listener));
		});
		report.routes().forEach((key, status) -> {
			line(text, 0, key.toString());
			status.parents().forEach((parent) -> {
				line(text, 1, "at " + name(parent.parent()));
				conditions(text, 2, parent.conditions());
			});
		});
		report.pools().forEach((key, status) -> {
			line(text, 0, key.toString());
			status.parents().forEach((parent) -> {
				line(text, 1, "at " + parent.gateway());
				conditions(text, 2, parent.conditions());
			});
		});
		report.policies().forEach((key, status) -> {
			line(text, 0, key.toString());
			status.ancestors().forEach((ancestor) -> {
				line(text, 1, "at " + ancestor.gateway());
				conditions(text, 2, ancestor.conditions());
			});
		});
		return text.toString();
	}

	private static void listener(StringBuilder text, ListenerStatus listener) {
		String kinds = listener.supportedKinds().stream().map((kind) -> kind.kind()).collect(Collectors.joining(", "));
		line(text, 1,
				"listener " + listener.name() + ": " + listener.attachedRoutes()
						+ ((listener.attachedRoutes() == 1) ? " route" : " routes") + " attached"
						+ (kinds.isEmpty() ? "" : ", takes " + kinds));
		conditions(text, 2, listener.conditions());
	}

	private static String name(ParentReference parent) {
		return parent.kind() + " " + ((parent.namespace() != null) ? parent.namespace() + "/" : "") + parent.name()
				+ ((parent.sectionName() != null) ? ", listener " + parent.sectionName() : "")
				+ ((parent.port() != null) ? ", port " + parent.port() : "");
	}

	private static void conditions(StringBuilder text, int depth, List<Condition> conditions) {
		for (Condition condition : conditions) {
			line(text, depth, condition.type() + "=" + condition.status() + " (" + condition.reason() + ")"
					+ (condition.message().isEmpty() ? "" : ": " + condition.message()));
		}
	}

	private static void line(StringBuilder text, int depth, String content) {
		text.append(INDENT.repeat(depth)).append(content).append('\n');
	}

}

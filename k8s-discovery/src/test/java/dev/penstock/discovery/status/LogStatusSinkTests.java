package dev.penstock.discovery.status;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.RouteParentStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class LogStatusSinkTests {

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "default", "gw");

	private static final ResourceKey ROUTE = new ResourceKey("HTTPRoute", "default", "r");

	private static final Problem PROBLEM = new Problem(Severity.ERROR, ROUTE, "spec.rules[0].retry",
			"Penstock does not serve retry", "remove the field");

	private final Logger logger = (Logger) LoggerFactory.getLogger(LogStatusSink.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final LogStatusSink sink = new LogStatusSink();

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.setAdditive(false);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
	}

	@Test
	void logsWhatIsNewAndNothingTwice() {
		StatusReport report = gateway(Conditions.accepted("the Gateway is valid", 1));
		accept(report);
		assertThat(drain()).containsExactly("INFO Gateway default/gw: Accepted=True (Accepted): the Gateway is valid");
		accept(report);
		assertThat(drain()).isEmpty();
	}

	@Test
	void takesNoNewGenerationForAChange() {
		accept(gateway(Conditions.accepted("valid", 1)));
		drain();
		accept(gateway(Conditions.accepted("valid", 2)));
		assertThat(drain()).isEmpty();
	}

	@Test
	void warnsWhenSomethingBreaksAndTellsWhenItIsWellAgain() {
		accept(gateway(Conditions.accepted("valid", 1)));
		drain();
		accept(gateway(Conditions.noListenerValid("none of them", 1)));
		assertThat(drain())
			.containsExactly("WARN Gateway default/gw: Accepted=False (ListenersNotValid): none of them");
		accept(gateway(Conditions.accepted("valid", 1)));
		assertThat(drain()).containsExactly("INFO Gateway default/gw: Accepted=True (Accepted): valid");
	}

	@Test
	void warnsOfAConflictAndOfAGatewayThatIsServedInPart() {
		accept(gateway(Conditions.hostnameConflict("b has it", 1), Conditions.someListenersNotValid("not b", 1)));
		assertThat(drain()).containsExactly("WARN Gateway default/gw: Conflicted=True (HostnameConflict): b has it",
				"WARN Gateway default/gw: Accepted=True (ListenersNotValid): not b");
		accept(gateway(Conditions.noConflicts("nothing", 1), Conditions.someListenersNotValid("not b", 1)));
		assertThat(drain()).containsExactly("INFO Gateway default/gw: Conflicted=False (NoConflicts): nothing");
	}

	@Test
	void saysWhatTheDataPlaneMadeOfTheTable() {
		this.sink.accept(gateway(Conditions.programmed("served", 1)), new ActivationResult.Refused(4, "too big"));
		assertThat(drain()).singleElement()
			.asString()
			.startsWith("WARN Gateway default/gw: Programmed=False (Pending): ")
			.contains("generation 4")
			.contains("too big");
	}

	@Test
	void tellsARoutesParentsApart() {
		RouteStatus status = new RouteStatus(List.of(
				new RouteParentStatus(parent(null, "http"), List.of(Conditions.accepted("attached", 1))),
				new RouteParentStatus(parent("infra", null), List.of(Conditions.noMatchingParent("no listener", 1)))));
		accept(new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(Map.of(ROUTE, status)),
				new TreeMap<>(), new TreeMap<>(), List.of()));
		assertThat(drain()).containsExactly(
				"INFO HTTPRoute default/r at Gateway default/gw listener http: Accepted=True (Accepted): attached",
				"WARN HTTPRoute default/r at Gateway infra/gw: Accepted=False (NoMatchingParent): no listener");
	}

	@Test
	void saysWhenAnObjectIsGone() {
		accept(gateway(Conditions.accepted("valid", 1), Conditions.programmed("served", 1)));
		drain();
		accept(StatusReport.EMPTY);
		assertThat(drain()).containsExactly("INFO Gateway default/gw: gone");
	}

	@Test
	void logsAProblemOnceAndSaysWhenItIsGone() {
		StatusReport report = new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
				new TreeMap<>(), new TreeMap<>(), List.of(PROBLEM));
		accept(report);
		accept(report);
		assertThat(drain()).containsExactly("WARN Error: HTTPRoute default/r: "
				+ "spec.rules[0].retry: Penstock does not serve retry; remove the field");
		accept(StatusReport.EMPTY);
		assertThat(drain())
			.containsExactly("INFO Solved: HTTPRoute default/r: spec.rules[0].retry: Penstock does not serve retry");
	}

	private void accept(StatusReport report) {
		this.sink.accept(report, new ActivationResult.Active(1, new TreeMap<>()));
	}

	private List<String> drain() {
		List<String> lines = this.log.list.stream()
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
		this.log.list.clear();
		return lines;
	}

	private static ParentReference parent(@Nullable String namespace, @Nullable String section) {
		return new ParentReference("gateway.networking.k8s.io", "Gateway", namespace, "gw", section, null);
	}

	private static StatusReport gateway(Condition... conditions) {
		return new StatusReport(new TreeMap<>(),
				new TreeMap<>(Map.of(GATEWAY, new GatewayStatus(List.of(conditions), List.of()))), new TreeMap<>(),
				new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
	}

}

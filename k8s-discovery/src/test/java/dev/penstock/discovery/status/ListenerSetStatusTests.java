package dev.penstock.discovery.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.DataPlaneReport;
import dev.penstock.discovery.port.DataPlaneState;
import dev.penstock.discovery.port.DataPlaneState.Obstacle;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.status.StatusPlanner.Statuses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what is said of ListenerSets, from translation to what is written. */
class ListenerSetStatusTests {

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "infra", "gw");

	private static final ResourceKey SET = new ResourceKey("ListenerSet", "apps", "more");

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final List<Condition> FINE = List.of(Conditions.accepted("ok", 3), Conditions.programmed("ok", 3));

	private static final StatusReport REPORT = report(FINE);

	private static StatusReport report(List<Condition> conditions) {
		return new StatusReport(new TreeMap<>(), new TreeMap<>(Map.of(GATEWAY, new GatewayStatus(FINE, List.of()))),
				new TreeMap<>(
						Map.of(SET, new ListenerSetStatus(GATEWAY, conditions, List.of(listener("a"), listener("b"))))),
				new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
	}

	private static ListenerStatus listener(String name) {
		return new ListenerStatus(name, List.of(), 0, FINE);
	}

	private static ListenerSetStatus set(StatusReport report) {
		return Objects.requireNonNull(report.listenerSets().get(SET));
	}

	private static List<String> texts(List<Condition> conditions) {
		return conditions.stream()
			.map((condition) -> condition.type() + "=" + condition.status() + " " + condition.reason())
			.toList();
	}

	@Test
	void staysAsItIsWhileTheTableIsServed() {
		ActivationResult active = new ActivationResult.Active(3, new TreeMap<>());
		assertThat(ActivatedStatus.of(REPORT, active)).isEqualTo(REPORT);
	}

	@Test
	void waitsForATableThatWasRefused() {
		ListenerSetStatus status = set(ActivatedStatus.of(REPORT, new ActivationResult.Refused(3, "cause")));
		assertThat(texts(status.conditions())).containsExactly("Accepted=True Accepted", "Programmed=False Pending");
		assertThat(status.listeners())
			.allSatisfy((listener) -> assertThat(texts(listener.conditions())).contains("Programmed=False Pending"));
	}

	@Test
	void saysWhichOfItsListenersCouldNotBeBound() {
		ListenerSetStatus status = set(ActivatedStatus.of(REPORT,
				new ActivationResult.Active(3, new TreeMap<>(Map.of(new ListenerKey(SET, "a"), "in use")))));
		assertThat(texts(status.conditions())).containsExactly("Accepted=True ListenersNotValid",
				"Programmed=True Programmed");
		assertThat(status.conditions().getFirst().message()).isEqualTo("could not be bound: a (in use); served: b");
		assertThat(texts(status.listeners().getFirst().conditions())).containsExactly("Accepted=False PortUnavailable",
				"Programmed=False Invalid");
	}

	@Test
	void isNotAcceptedIfNoneOfItsListenersCouldBeBound() {
		ListenerSetStatus status = set(ActivatedStatus.of(REPORT, new ActivationResult.Active(3,
				new TreeMap<>(Map.of(new ListenerKey(SET, "a"), "x", new ListenerKey(SET, "b"), "x")))));
		assertThat(texts(status.conditions())).containsExactly("Accepted=False ListenersNotValid",
				"Programmed=False ListenersNotValid");
	}

	@ParameterizedTest
	@CsvSource({ "PENDING, Pending, Pending", "INVALID, Invalid, Invalid",
			"ADDRESS_NOT_ASSIGNED, ParentNotProgrammed, Programmed",
			"ADDRESS_NOT_USABLE, ParentNotProgrammed, Programmed" })
	void sharesWhatIsInTheWayOfItsGateway(Obstacle.Reason obstacle, String ofSet, String ofListener) {
		DataPlaneState state = new DataPlaneState(List.of(), new Obstacle(obstacle, "why"));
		ListenerSetStatus status = set(
				DataPlaneStatus.of(REPORT, new DataPlaneReport(new TreeMap<>(), new TreeMap<>(Map.of(GATEWAY, state))))
					.report());
		assertThat(status.conditions()).extracting(Condition::reason).containsExactly("Accepted", ofSet);
		assertThat(status.listeners().getFirst().conditions()).extracting(Condition::reason)
			.containsExactly("Accepted", ofListener);
	}

	@Test
	void isNotAcceptedIfItsGatewayIsRefused() {
		Condition refusal = Conditions.invalidParameters("why", 1);
		Statuses statuses = DataPlaneStatus.of(REPORT,
				new DataPlaneReport(new TreeMap<>(Map.of(GATEWAY, refusal)), new TreeMap<>()));
		assertThat(texts(set(statuses.report()).conditions())).containsExactly("Accepted=False ParentNotAccepted",
				"Programmed=False ParentNotProgrammed");
		assertThat(statuses.report().attachedListenerSets(GATEWAY)).isZero();
	}

	@Test
	void isWrittenAndCountedAtItsGateway() {
		Statuses statuses = new Statuses(REPORT, new TreeMap<>());
		assertThat(plan(SET, statuses, Map.of())).containsOnlyKeys("conditions", "listeners");
		assertThat(plan(GATEWAY, statuses, Map.of())).containsEntry("attachedListenerSets", 1);
	}

	@Test
	void isNotCountedIfItIsNotAccepted() {
		Statuses statuses = new Statuses(
				report(List.of(Conditions.listenerSetNotAccepted(Conditions.NOT_ALLOWED, "why", 3))), new TreeMap<>());
		assertThat(plan(GATEWAY, statuses, Map.of("attachedListenerSets", 1))).containsEntry("attachedListenerSets", 0);
		assertThat(plan(GATEWAY, statuses, Map.of())).doesNotContainKey("attachedListenerSets");
	}

	private static Map<String, Object> plan(ResourceKey key, Statuses statuses, Map<String, ?> observed) {
		StatusPatch patch = new StatusPlanner("penstock.dev/gateway-controller").plan(key, statuses, observed, NOW);
		return new TreeMap<>(Objects.requireNonNull(patch).fields());
	}

}

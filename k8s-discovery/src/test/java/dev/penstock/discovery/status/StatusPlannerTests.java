package dev.penstock.discovery.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlaneState.Address;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.report.StatusReport.PolicyAncestorStatus;
import dev.penstock.discovery.report.StatusReport.PolicyStatus;
import dev.penstock.discovery.report.StatusReport.PoolParentStatus;
import dev.penstock.discovery.report.StatusReport.PoolStatus;
import dev.penstock.discovery.report.StatusReport.RouteParentStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.Gateway.RouteKind;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.discovery.status.StatusPlanner.Statuses;
import tools.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusPlannerTests {

	private static final String GROUP = "gateway.networking.k8s.io";

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123Z");

	private static final Instant LATER = Instant.parse("2026-11-24T12:10:00Z");

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "infra", "gw");

	private static final ResourceKey ROUTE = new ResourceKey("HTTPRoute", "app", "route");

	private static final ResourceKey POOL = new ResourceKey("InferencePool", "app", "pool");

	private static final ResourceKey POLICY = new ResourceKey("BackendTLSPolicy", "app", "policy");

	private static final ParentReference PARENT = new ParentReference(GROUP, "Gateway", "infra", "gw", null, null);

	private static final String FOREIGN = """
			parents:
			- parentRef: {name: gw, namespace: infra}
			  controllerName: example.com/other
			  conditions:
			  - {type: Accepted, status: "True", reason: Accepted, message: "", lastTransitionTime: "2020-01-01T00:00:00Z", observedGeneration: 7}
			""";

	private final StatusPlanner planner = new StatusPlanner("penstock.dev/gateway-controller");

	@Test
	void routeGetsAnEntryForEachParent() {
		StatusPatch patch = plan(ROUTE, route(Conditions.accepted("fine", 3)), "{}");
		assertThat(patch).isNotNull();
		assertSame(patch,
				"""
						parents:
						- parentRef: {group: gateway.networking.k8s.io, kind: Gateway, namespace: infra, name: gw}
						  controllerName: penstock.dev/gateway-controller
						  conditions:
						  - {type: Accepted, status: "True", observedGeneration: 3, lastTransitionTime: "2026-11-24T12:00:00Z", reason: Accepted, message: fine}
						""");
	}

	@Test
	void entriesOfOthersStayAsTheyAreAndWhereTheyAre() {
		StatusPatch patch = plan(ROUTE, route(Conditions.accepted("fine", 3)), FOREIGN);
		assertThat(patch).isNotNull();
		List<?> parents = (List<?>) patch.fields().get("parents");
		assertThat(parents).hasSize(2);
		assertThat(parents.getFirst()).isEqualTo(((List<?>) yaml(FOREIGN).get("parents")).getFirst());
	}

	@Test
	void nothingIsPlannedWhereNothingChanges() {
		Statuses statuses = route(Conditions.accepted("fine", 3));
		StatusPatch patch = this.planner.plan(ROUTE, statuses, yaml(FOREIGN), NOW);
		assertThat(patch).isNotNull();
		assertThat(this.planner.plan(ROUTE, statuses, patch.fields(), LATER)).isNull();
	}

	@Test
	void referenceWithoutItsDefaultsIsStillOurs() {
		Statuses statuses = route(Conditions.accepted("fine", 3));
		StatusPatch patch = plan(ROUTE, statuses, """
				parents:
				- parentRef: {namespace: infra, name: gw}
				  controllerName: penstock.dev/gateway-controller
				  conditions: []
				""");
		assertThat(patch).isNotNull();
		assertThat((List<?>) patch.fields().get("parents")).hasSize(1);
	}

	@Test
	void timeOfTheLastTransitionIsKeptWhileTheStatusStays() {
		StatusPatch first = plan(ROUTE, route(Conditions.accepted("fine", 3)), "{}");
		assertThat(first).isNotNull();
		StatusPatch reworded = this.planner.plan(ROUTE, route(Conditions.accepted("still fine", 4)), first.fields(),
				LATER);
		assertThat(text(reworded)).contains("still fine", "2026-11-24T12:00:00Z").doesNotContain("12:10:00Z");
		StatusPatch refused = this.planner.plan(ROUTE, route(Conditions.unsupportedValue("no", 4)), first.fields(),
				LATER);
		assertThat(text(refused)).contains("UnsupportedValue", "2026-11-24T12:10:00Z").doesNotContain("12:00:00Z");
	}

	@Test
	void conditionThatIsNoLongerSetGoes() {
		StatusPatch first = plan(ROUTE, route(Conditions.accepted("fine", 3), Conditions.resolvedRefs("all", 3)), "{}");
		assertThat(first).isNotNull();
		StatusPatch second = this.planner.plan(ROUTE, route(Conditions.accepted("fine", 3)), first.fields(), LATER);
		assertThat(text(second)).doesNotContain("ResolvedRefs");
	}

	@Test
	void routeThatNoLongerNamesUsLosesOurEntriesAlone() {
		StatusPatch patch = this.planner.plan(ROUTE, route(Conditions.accepted("fine", 3)), yaml(FOREIGN), NOW);
		assertThat(patch).isNotNull();
		StatusPatch removal = this.planner.plan(ROUTE, nothing(), patch.fields(), LATER);
		assertThat(removal).isNotNull();
		assertThat(JsonValues.same(removal.fields(), yaml(FOREIGN))).isTrue();
		assertThat(this.planner.plan(ROUTE, nothing(), removal.fields(), LATER)).isNull();
	}

	@Test
	void objectThatWasNeverOursIsLeftAlone() {
		assertThat(plan(ROUTE, nothing(), FOREIGN)).isNull();
		assertThat(plan(POOL, nothing(), "{}")).isNull();
		assertThat(plan(GATEWAY, nothing(), "conditions: [{type: Accepted, status: Unknown}]")).isNull();
		assertThat(plan(new ResourceKey("Service", "app", "s"), nothing(), "loadBalancer: {}")).isNull();
	}

	@Test
	void poolNamesTheNamespaceAndEndsWithNoParents() {
		StatusPatch patch = plan(POOL, pool(1), "{}");
		assertThat(text(patch)).contains("namespace=infra");
		assertThat(patch).isNotNull();
		StatusPatch removal = this.planner.plan(POOL, nothing(), patch.fields(), LATER);
		assertThat(removal).isNotNull();
		assertThat(removal.fields()).isEqualTo(Map.of("parents", List.of()));
	}

	@Test
	void placeholderOfAPoolGoesWithTheFirstEntry() {
		StatusPatch patch = plan(POOL, pool(1), """
				parents:
				- parentRef: {kind: Status, name: default}
				  conditions: [{type: Accepted, status: Unknown, reason: Pending}]
				""");
		assertThat(text(patch)).doesNotContain("kind=Status");
	}

	@Test
	void ourEntriesAreCutWhereTheListIsFull() {
		StringBuilder foreign = new StringBuilder("ancestors:\n");
		IntStream.range(0, 15)
			.forEach((i) -> foreign.append("- {ancestorRef: {name: o")
				.append(i)
				.append("}, controllerName: example.com/other, conditions: []}\n"));
		StatusPatch patch = plan(POLICY, policy(3), foreign.toString());
		assertThat(patch).isNotNull();
		assertThat((List<?>) patch.fields().get("ancestors")).hasSize(16);
		assertThat(text(patch)).contains("name=o14", "name=gw0").doesNotContain("name=gw1");
		assertThat((List<?>) fields(plan(POLICY, policy(20), "{}")).get("ancestors")).hasSize(16);
	}

	@Test
	void gatewayGetsAddressesConditionsAndListeners() {
		Statuses statuses = gateway(List.of(new Address("IPAddress", "192.0.2.1")));
		StatusPatch patch = plan(GATEWAY, statuses,
				"""
						conditions:
						- {type: Accepted, status: Unknown, reason: Pending, message: Waiting, lastTransitionTime: "1970-01-01T00:00:00Z"}
						- {type: Scheduled, status: Unknown, reason: Pending, message: Waiting, lastTransitionTime: "1970-01-01T00:00:00Z"}
						listeners:
						- {name: gone, attachedRoutes: 3, conditions: []}
						""");
		assertThat(patch).isNotNull();
		assertSame(patch,
				"""
						addresses:
						- {type: IPAddress, value: 192.0.2.1}
						conditions:
						- {type: Accepted, status: "True", observedGeneration: 2, lastTransitionTime: "2026-11-24T12:00:00Z", reason: Accepted, message: ok}
						- {type: Scheduled, status: Unknown, reason: Pending, message: Waiting, lastTransitionTime: "1970-01-01T00:00:00Z"}
						listeners:
						- name: http
						  supportedKinds: [{group: gateway.networking.k8s.io, kind: HTTPRoute}]
						  attachedRoutes: 1
						  conditions:
						  - {type: Accepted, status: "True", observedGeneration: 2, lastTransitionTime: "2026-11-24T12:00:00Z", reason: Accepted, message: ok}
						""");
	}

	@Test
	void onlyFieldsThatChangeAreWritten() {
		StatusPatch first = plan(GATEWAY, gateway(List.of()), "{}");
		assertThat(first).isNotNull();
		assertThat(first.fields()).doesNotContainKey("addresses");
		StatusPatch second = this.planner.plan(GATEWAY, gateway(List.of(new Address("Hostname", "a.example"))),
				first.fields(), LATER);
		assertThat(second).isNotNull();
		assertThat(second.fields()).containsOnlyKeys("addresses");
	}

	@Test
	void addressesThatAreGoneAreRemoved() {
		StatusPatch patch = plan(GATEWAY, gateway(List.of()), "addresses: [{type: IPAddress, value: 192.0.2.1}]");
		assertThat(fields(patch).get("addresses")).isEqualTo(List.of());
	}

	@Test
	void messageIsCutToWhatTheApiServerTakes() {
		StatusPatch patch = plan(ROUTE, route(Conditions.accepted("x".repeat(40_000), 1)), "{}");
		Object entry = ((List<?>) fields(patch).get("parents")).getFirst();
		Object condition = JsonValues.items(JsonValues.field(entry, "conditions")).getFirst();
		assertThat(JsonValues.text(condition, "message", "")).hasSize(32_768).endsWith("x…");
	}

	private @Nullable StatusPatch plan(ResourceKey key, Statuses statuses, String observed) {
		return this.planner.plan(key, statuses, yaml(observed), NOW);
	}

	private static Map<String, ?> fields(@Nullable StatusPatch patch) {
		assertThat(patch).isNotNull();
		return patch.fields();
	}

	private static String text(@Nullable StatusPatch patch) {
		return fields(patch).toString();
	}

	private static void assertSame(StatusPatch patch, String expected) {
		assertThat(JsonValues.same(patch.fields(), yaml(expected))).as("%s", patch.fields()).isTrue();
	}

	private static Map<String, Object> yaml(String text) {
		return new KubernetesSerialization().unmarshal(text, new TypeReference<Map<String, Object>>() {
		});
	}

	private static Statuses nothing() {
		return new Statuses(StatusReport.EMPTY, new TreeMap<>());
	}

	private static Statuses route(Condition... conditions) {
		return new Statuses(new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
				new TreeMap<>(
						Map.of(ROUTE, new RouteStatus(List.of(new RouteParentStatus(PARENT, List.of(conditions)))))),
				new TreeMap<>(), new TreeMap<>(), List.of()), new TreeMap<>());
	}

	private static Statuses pool(int parents) {
		List<PoolParentStatus> entries = new ArrayList<>();
		IntStream.range(0, parents)
			.forEach((i) -> entries.add(new PoolParentStatus(new ResourceKey("Gateway", "infra", "gw" + i),
					List.of(Conditions.accepted("ok", 1)))));
		return new Statuses(
				new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
						new TreeMap<>(Map.of(POOL, new PoolStatus(entries))), new TreeMap<>(), List.of()),
				new TreeMap<>());
	}

	private static Statuses policy(int ancestors) {
		List<PolicyAncestorStatus> entries = new ArrayList<>();
		IntStream.range(0, ancestors)
			.forEach((i) -> entries.add(new PolicyAncestorStatus(new ResourceKey("Gateway", "infra", "gw" + i),
					List.of(Conditions.accepted("ok", 1)))));
		return new Statuses(
				new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
						new TreeMap<>(Map.of(POLICY, new PolicyStatus(entries, List.of()))), List.of()),
				new TreeMap<>());
	}

	private static Statuses gateway(List<Address> addresses) {
		GatewayStatus status = new GatewayStatus(List.of(Conditions.accepted("ok", 2)),
				List.of(new ListenerStatus("http", List.of(new RouteKind(GROUP, "HTTPRoute")), 1,
						List.of(Conditions.accepted("ok", 2)))));
		SortedMap<ResourceKey, List<Address>> byGateway = new TreeMap<>(Map.of(GATEWAY, addresses));
		return new Statuses(new StatusReport(new TreeMap<>(), new TreeMap<>(Map.of(GATEWAY, status)), new TreeMap<>(),
				new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of()), byGateway);
	}

}

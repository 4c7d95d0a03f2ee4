package dev.penstock.discovery.status;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.DataPlaneReport;
import dev.penstock.discovery.port.DataPlanes;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.RouteParentStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StatusWriterTests {

	private static final ResourceKey ROUTE = new ResourceKey("HTTPRoute", "app", "route");

	private static final ResourceKey OTHER_ROUTE = new ResourceKey("HTTPRoute", "app", "other");

	private static final ActivationResult ACTIVE = new ActivationResult.Active(1, new TreeMap<>());

	private static final Map<String, Object> FOREIGN = Map.of("parentRef", Map.of("name", "gw"), "controllerName",
			"example.com/other", "conditions", List.of(Map.of("type", "Accepted", "status", "True")));

	private final StatusApiServer server = new StatusApiServer();

	private final KubernetesClient client = this.server.client();

	private final AtomicBoolean leading = new AtomicBoolean(true);

	private StatusWriter writer;

	@BeforeEach
	void createWriter() {
		this.writer = new StatusWriter(this.client, new StatusPlanner("penstock.dev/gateway-controller"), this.server,
				new NoDataPlanes(), this.leading::get, Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.writer.close();
		this.client.close();
		this.server.close();
	}

	@Test
	void writesWhatIsMissingAndNothingAtRest() {
		this.server.put(ROUTE, Map.of("parents", List.of(FOREIGN)));
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		awaitWrites("PATCH namespaces/app/httproutes/route/status 200");
		assertThat(parents()).hasSize(2).contains(FOREIGN);
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		this.server.tell(ROUTE);
		marker();
		assertThat(this.server.writes()).hasSize(2);
	}

	@Test
	void plansAnewForWhatTheSourceHasNotSeen() {
		this.server.put(ROUTE, Map.of("parents", List.of()));
		this.server.putUntold(ROUTE, Map.of("parents", List.of(FOREIGN)));
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		awaitWrites("PATCH namespaces/app/httproutes/route/status 409",
				"PATCH namespaces/app/httproutes/route/status 200");
		assertThat(parents()).hasSize(2).contains(FOREIGN);
		assertThat(this.writer.conflicts()).isOne();
	}

	@Test
	void writesNothingUnlessItLeads() {
		this.leading.set(false);
		this.server.put(ROUTE, Map.of("parents", List.of()));
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		assertThat(this.server.writes()).isEmpty();
		this.leading.set(true);
		this.writer.lead();
		awaitWrites("PATCH namespaces/app/httproutes/route/status 200");
	}

	@Test
	void doesNotRepeatWhatTheApiServerChanges() {
		this.server.put(ROUTE, Map.of());
		this.server.normalise((status) -> {
			Map<String, Object> changed = new TreeMap<>(status);
			changed.put("parents", List.of());
			return changed;
		});
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		awaitWrites("PATCH namespaces/app/httproutes/route/status 200");
		this.server.tell(ROUTE);
		marker();
		assertThat(this.server.writes()).hasSize(2);
		this.server.normalise((status) -> status);
		this.writer.accept(report(Conditions.accepted("otherwise fine", 1)), ACTIVE);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.writes().size() == 3);
	}

	@Test
	void triesAgainWhatFails() {
		this.server.put(ROUTE, Map.of());
		this.server.fail(1);
		this.writer.accept(report(Conditions.accepted("fine", 1)), ACTIVE);
		awaitWrites("PATCH namespaces/app/httproutes/route/status 500",
				"PATCH namespaces/app/httproutes/route/status 200");
		assertThat(this.writer.failures()).isOne();
	}

	@Test
	void removesEntriesOfObjectsThatAreNoLongerOurs() {
		Map<String, Object> ours = Map.of("parentRef", Map.of("name", "gw"), "controllerName",
				"penstock.dev/gateway-controller", "conditions", List.of());
		this.server.put(ROUTE, Map.of("parents", List.of(FOREIGN, ours)));
		this.writer.accept(StatusReport.EMPTY, ACTIVE);
		awaitWrites("PATCH namespaces/app/httproutes/route/status 200");
		assertThat(parents()).hasSize(1).contains(FOREIGN);
	}

	private List<Object> parents() {
		return List.copyOf(JsonValues.items(this.server.status(ROUTE).get("parents")));
	}

	private void awaitWrites(String... writes) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.server.writes()).containsExactly(writes));
	}

	/** Waits for a write that was asked for after all the others. */
	private void marker() {
		int before = this.server.writes().size();
		Map<String, Object> ours = Map.of("parentRef", Map.of("name", "gw"), "controllerName",
				"penstock.dev/gateway-controller", "conditions", List.of());
		this.server.put(OTHER_ROUTE, Map.of("parents", List.of(ours)));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.server.writes().size() > before);
		assertThat(this.server.writes().get(before)).contains("other");
	}

	private static StatusReport report(Condition condition) {
		ParentReference parent = new ParentReference("gateway.networking.k8s.io", "Gateway", null, "gw", null, null);
		RouteStatus status = new RouteStatus(List.of(new RouteParentStatus(parent, List.of(condition))));
		return new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(Map.of(ROUTE, status)),
				new TreeMap<>(), new TreeMap<>(), List.of());
	}

	/** Has no data planes. */
	private static final class NoDataPlanes implements DataPlanes {

		@Override
		public DataPlaneReport report() {
			return DataPlaneReport.EMPTY;
		}

		@Override
		public void onChange(Runnable listener) {
			// Nothing changes.
		}

	}

}

package dev.penstock.discovery.check;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.Gateway.RouteKind;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusPrinterTests {

	private static final Condition ACCEPTED = new Condition("Accepted", Condition.Status.TRUE, "Accepted", "", 1);

	private static final Condition UNRESOLVED = new Condition("ResolvedRefs", Condition.Status.FALSE, "BackendNotFound",
			"there is no InferencePool default/llama", 1);

	@Test
	void everyStatusIsPrintedWithItsConditions() throws IOException {
		ResourceKey gateway = new ResourceKey("Gateway", "default", "edge");
		StatusReport report = new StatusReport(
				new TreeMap<>(Map.of(new ResourceKey("GatewayClass", "", "penstock"),
						new StatusReport.GatewayClassStatus(List.of(ACCEPTED), List.of("HTTPRoute")))),
				new TreeMap<>(Map.of(gateway, new StatusReport.GatewayStatus(List.of(ACCEPTED), listener("http", 1)))),
				new TreeMap<>(
						Map.of(new ResourceKey("ListenerSet", "web", "more"), new StatusReport.ListenerSetStatus(
								gateway, List.of(ACCEPTED), listener("extra", 2)))),
				new TreeMap<>(Map.of(new ResourceKey("HTTPRoute", "web", "a"), new StatusReport.RouteStatus(List
					.of(new StatusReport.RouteParentStatus(
							new ParentReference("gateway.networking.k8s.io", "Gateway", "default", "edge", "http", 80),
							List.of(ACCEPTED, UNRESOLVED)))))),
				new TreeMap<>(Map.of(new ResourceKey("InferencePool", "web", "llama"),
						new StatusReport.PoolStatus(
								List.of(new StatusReport.PoolParentStatus(gateway, List.of(ACCEPTED)))))),
				new TreeMap<>(Map.of(new ResourceKey("BackendTLSPolicy", "web", "epp"), new StatusReport.PolicyStatus(
						List.of(new StatusReport.PolicyAncestorStatus(gateway, List.of(ACCEPTED))), List.of()))),
				List.of());
		StringBuilder out = new StringBuilder();
		StatusPrinter.print(report, out);
		assertThat(out).hasToString("""
				GatewayClass penstock
				  Accepted=True (Accepted)
				Gateway default/edge
				  Accepted=True (Accepted)
				  listener http: 1 route attached, takes HTTPRoute
				    Accepted=True (Accepted)
				ListenerSet web/more of Gateway default/edge
				  Accepted=True (Accepted)
				  listener extra: 2 routes attached, takes HTTPRoute
				    Accepted=True (Accepted)
				HTTPRoute web/a
				  at Gateway default/edge, listener http, port 80
				    Accepted=True (Accepted)
				    ResolvedRefs=False (BackendNotFound): there is no InferencePool default/llama
				InferencePool web/llama
				  at Gateway default/edge
				    Accepted=True (Accepted)
				BackendTLSPolicy web/epp
				  at Gateway default/edge
				    Accepted=True (Accepted)
				""");
	}

	private static List<StatusReport.ListenerStatus> listener(String name, int attachedRoutes) {
		return List.of(new StatusReport.ListenerStatus(name,
				List.of(new RouteKind("gateway.networking.k8s.io", "HTTPRoute")), attachedRoutes, List.of(ACCEPTED)));
	}

}

package dev.penstock.discovery.translate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.FailureMode;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.EndpointSlice.SliceEndpoint;
import dev.penstock.discovery.resource.EndpointSlice.SlicePort;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.AllowedRoutes;
import dev.penstock.discovery.resource.Gateway.FromNamespaces;
import dev.penstock.discovery.resource.Gateway.GatewayTls;
import dev.penstock.discovery.resource.Gateway.Infrastructure;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.InferencePool.EndpointPickerReference;
import dev.penstock.discovery.resource.LabelSelector;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.resource.Service;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/** Makes the objects that tests translate. */
final class Fixtures {

	static final Translator TRANSLATOR = new Translator(
			new TranslationSettings(TranslationSettings.CONTROLLER_NAME, new TreeSet<>(List.of("penstock"))));

	static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

	private Fixtures() {
	}

	static Translation translate(List<? extends Resource> resources) {
		return TRANSLATOR.translate(ClusterSnapshot.of(1, resources));
	}

	static Metadata metadata(String kind, String namespace, String name, Map<String, String> labels) {
		return new Metadata(new ResourceKey(kind, namespace, name), 1, Instant.EPOCH, labels, Map.of(), false);
	}

	static Gateway gateway(String name, Listener... listeners) {
		return new Gateway(metadata("Gateway", "default", name, Map.of()), "penstock", List.of(listeners), List.of(),
				Infrastructure.NONE, GatewayTls.NONE, Gateway.AllowedListeners.NONE);
	}

	static Listener listener(String name, int port, @Nullable String hostname) {
		return listener(name, port, hostname, FromNamespaces.ALL);
	}

	static Listener listener(String name, int port, @Nullable String hostname, FromNamespaces from) {
		return new Listener(name, hostname, port, "HTTP", null, new AllowedRoutes(from, EVERYTHING, List.of()));
	}

	static HttpRoute route(String name, List<ParentReference> parents, List<String> hostnames, Rule... rules) {
		return new HttpRoute(metadata("HTTPRoute", "default", name, Map.of()), parents, hostnames, List.of(rules));
	}

	static ParentReference parent(String gateway) {
		return new ParentReference("gateway.networking.k8s.io", "Gateway", null, gateway, null, null);
	}

	static Rule rule(PathMatch path, BackendReference... backends) {
		return new Rule(null, List.of(new RouteMatch(path, null, List.of(), List.of())), List.of(), List.of(backends),
				RouteTimeouts.NONE, null, List.of());
	}

	static BackendReference toService(String name, @Nullable Integer port) {
		return new BackendReference("", "Service", null, name, port, 1, List.of());
	}

	static BackendReference toPool(String name) {
		return new BackendReference("inference.networking.k8s.io", "InferencePool", null, name, null, 1, List.of());
	}

	static Service service(String name, int port) {
		return new Service(metadata("Service", "default", name, Map.of()), "ClusterIP",
				List.of(new Service.Port("", port, "8080", "TCP", null)));
	}

	static EndpointSlice slice(String name, String service, String address) {
		return new EndpointSlice(metadata("EndpointSlice", "default", name, Map.of()), service, "IPv4",
				List.of(new SliceEndpoint(List.of(address), true, true, false, null)),
				List.of(new SlicePort("", 8080, "TCP", null)));
	}

	static InferencePool pool(String name, Map<String, String> labels, @Nullable String picker) {
		return new InferencePool(metadata("InferencePool", "default", name, Map.of()), labels, List.of(8000),
				BackendProtocol.HTTP, (picker != null)
						? new EndpointPickerReference("", "Service", picker, 9002, FailureMode.FAIL_CLOSE) : null);
	}

	static Pod pod(String name, Map<String, String> labels, String address) {
		return new Pod(metadata("Pod", "default", name, labels), address, true);
	}

}

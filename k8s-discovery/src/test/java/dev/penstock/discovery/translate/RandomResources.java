package dev.penstock.discovery.translate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.FailureMode;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.EndpointSlice.SliceEndpoint;
import dev.penstock.discovery.resource.EndpointSlice.SlicePort;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Address;
import dev.penstock.discovery.resource.Gateway.AllowedRoutes;
import dev.penstock.discovery.resource.Gateway.FromNamespaces;
import dev.penstock.discovery.resource.Gateway.Infrastructure;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.Gateway.RouteKind;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.InferencePool.EndpointPickerReference;
import dev.penstock.discovery.resource.LabelSelector;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Namespace;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.resource.ReferenceGrant;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.resource.Service;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects at random, from so few names that they refer to and get in the way of
 * each other. The same seed makes the same objects.
 */
final class RandomResources {

	private final Random random;

	private RandomResources(long seed) {
		this.random = new Random(seed);
	}

	static List<Resource> of(long seed) {
		return new RandomResources(seed).resources();
	}

	private List<Resource> resources() {
		List<Resource> resources = new ArrayList<>();
		resources.addAll(some(2,
				(i) -> new GatewayClass(
						new Metadata(new ResourceKey("GatewayClass", "", one("penstock", "own", "foreign")), 1,
								Instant.EPOCH, Map.of(), Map.of(), false),
						one(TranslationSettings.CONTROLLER_NAME, "example.com/other"),
						chance(10) ? reference() : null)));
		resources.addAll(
				some(2, 5,
						(i) -> new Gateway(metadata("Gateway", "gw" + i), chance(90) ? "penstock" : "own",
								some(1, 4, this::listener),
								chance(70) ? List.of() : some(2,
										(_) -> new Address(one("IPAddress", "IPAddress", "Hostname"),
												maybe(() -> one("127.0.0.1", "::1", "224.0.0.1", "", "nonsense")))),
								new Infrastructure(Map.of(), Map.of(), chance(5) ? reference() : null),
								Gateway.GatewayTls.NONE, new Gateway.AllowedListeners(one(FromNamespaces.values()),
										new LabelSelector(labels(), List.of())))));
		resources.addAll(some(3, this::listenerSet));
		resources.addAll(some(3, 10, (i) -> new HttpRoute(metadata(chance(70) ? "HTTPRoute" : "GRPCRoute", "r" + i),
				some(1, 3, (_) -> parent()), some(2, (_) -> hostname()), some(1, 3, (_) -> rule()))));
		resources.addAll(some(3, (i) -> new Namespace(new Metadata(new ResourceKey("Namespace", "", one("a", "b")), 1,
				Instant.EPOCH, labels(), Map.of(), false))));
		resources.addAll(some(3,
				(i) -> new ReferenceGrant(metadata("ReferenceGrant", "g" + i),
						some(2, (_) -> new ReferenceGrant.From("gateway.networking.k8s.io",
								one("HTTPRoute", "GRPCRoute"), one("a", "b"))),
						some(2, (_) -> new ReferenceGrant.To(one("", "inference.networking.k8s.io"),
								one("Service", "InferencePool"), maybe(() -> one("s0", "p0")))))));
		resources.addAll(some(2, 5, (i) -> new Service(metadata("Service", "s" + i),
				chance(90) ? "ClusterIP" : "ExternalName",
				some(1, 3, (p) -> new Service.Port(one("", "http"), 80 + p, one("8080", "web", ""),
						one("TCP", "TCP", "UDP"),
						chance(40) ? one("http", "kubernetes.io/h2c", "kubernetes.io/ws", "odd", "") : null)))));
		resources.addAll(some(6, this::slice));
		resources.addAll(some(2, 5, (i) -> new InferencePool(metadata("InferencePool", "p" + i), labels(),
				some(1, 3, (p) -> 8000 + p), one(BackendProtocol.HTTP, BackendProtocol.H2C),
				maybe(() -> new EndpointPickerReference(chance(90) ? "" : "penstock.dev",
						chance(90) ? "Service" : "EndpointPicker", one("s0", "s1"),
						chance(90) ? one(80, 81, 9002) : null, one(FailureMode.FAIL_OPEN, FailureMode.FAIL_CLOSE))))));
		resources.addAll(some(2, (i) -> new ConfigMap(metadata("ConfigMap", "c" + i),
				chance(50) ? Map.of() : Map.of("ca.crt", "none"))));
		resources.addAll(some(2, this::policy));
		resources.addAll(some(10,
				(i) -> new Pod(metadata("Pod", "pod" + i), maybe(() -> one("10.0.0.1", "10.0.0.2", "")), chance(80))));
		return resources;
	}

	private ListenerSet listenerSet(int index) {
		return new ListenerSet(
				metadata("ListenerSet", "ls" + index), new ObjectReference("gateway.networking.k8s.io",
						chance(95) ? "Gateway" : "Service", maybe(() -> one("a", "b")), one("gw0", "gw1", "gone")),
				some(1, 3, this::listener));
	}

	private Listener listener(int index) {
		return new Listener(chance(95) ? "l" + index : "l0", maybe(this::hostname), one(80, 81, 8080),
				chance(85) ? "HTTP" : one("HTTPS", "TLS", "TCP", "odd"), null,
				new AllowedRoutes(chance(60) ? FromNamespaces.ALL : one(FromNamespaces.values()),
						new LabelSelector(labels(), List.of()), chance(80) ? List.of() : some(2,
								(_) -> new RouteKind("gateway.networking.k8s.io", one("HTTPRoute", "GRPCRoute")))));
	}

	private ParentReference parent() {
		return new ParentReference("gateway.networking.k8s.io", one("Gateway", "Gateway", "ListenerSet"),
				maybe(() -> one("a", "b")), one("gw0", "gw1", "gw2", "gone", "ls0", "ls1"),
				chance(20) ? one("l0", "l1") : null, chance(20) ? one(80, 8080) : null);
	}

	private Rule rule() {
		List<RouteMatch> matches = some(2,
				(_) -> new RouteMatch(
						one(new PathMatch.Exact("/a"), PathMatch.ANY, new PathMatch.Regex("/a.*"),
								new PathMatch.Regex(chance(95) ? "b" : "(")),
						maybe(() -> "GET"), some(1, (_) -> new ValueMatch.Regex("h", chance(97) ? "." : "[")),
						List.of()));
		return new Rule(null, matches, filters(), some(3, (_) -> backend()), RouteTimeouts.NONE, null,
				chance(3) ? List.of("sessionPersistence") : List.of());
	}

	private List<Filter> filters() {
		HeaderChanges changes = new HeaderChanges(List.of(), List.of(), List.of("x"));
		return some(
				1, (
						_) -> chance(96)
								? one(new Filter.RequestHeaderModifier(changes),
										new Filter.UrlRewrite(new RouteAction.UrlRewrite("a", PathChange.NONE)),
										new Filter.Extension(
												new ObjectReference("penstock.dev", "GatewayFilter", null, "gone")),
										new Filter.RequestMirror(backend(), 1, 2))
								: new Filter.Unsupported("ExternalAuth"));
	}

	private BackendReference backend() {
		return chance(50) ? new BackendReference("", chance(95) ? "Service" : "ConfigMap", maybe(() -> one("a", "b")),
				one("s0", "s1", "s2", "gone"), chance(90) ? one(80, 80, 81) : null, this.random.nextInt(3), filters())
				: new BackendReference("inference.networking.k8s.io", "InferencePool", maybe(() -> one("a", "b")),
						one("p0", "p1", "p2", "gone"), null, this.random.nextInt(3), filters());
	}

	private EndpointSlice slice(int index) {
		return new EndpointSlice(metadata("EndpointSlice", "e" + index), one("s0", "s1", ""),
				one("IPv4", "IPv4", "IPv6", "FQDN"),
				some(3, (_) -> new SliceEndpoint(some(2, (i) -> "10.0.0." + i), chance(60), chance(60), chance(20),
						maybe(() -> "pod0"))),
				some(2, (_) -> new SlicePort(one("", "http"), maybe(() -> 8080), one("TCP", "UDP"), null)));
	}

	private BackendTlsPolicy policy(int index) {
		return new BackendTlsPolicy(metadata("BackendTLSPolicy", "t" + index),
				some(1, 2,
						(_) -> new BackendTlsPolicy.Target("", chance(90) ? "Service" : "InferencePool",
								one("s0", "s1", "gone"), maybe(() -> one("http", "gone")))),
				new BackendTlsPolicy.Validation(some(2,
						(_) -> new ObjectReference("", chance(90) ? "ConfigMap" : "Pod", null, one("c0", "c1"))),
						chance(70) ? one("System", "a.b/c") : null, "a.example.com", List.of()));
	}

	private ObjectReference reference() {
		return new ObjectReference("", "ConfigMap", null, "c");
	}

	private Metadata metadata(String kind, String name) {
		return new Metadata(new ResourceKey(kind, one("a", "b"), name), this.random.nextInt(5),
				Instant.EPOCH.plusSeconds(this.random.nextInt(3)), labels(), Map.of(), chance(5));
	}

	private Map<String, String> labels() {
		Map<String, String> labels = new HashMap<>();
		some(2, (i) -> labels.put("l" + i, one("x", "y")));
		return labels;
	}

	private String hostname() {
		return one("a.example.com", "*.example.com", "*.a.example.com", "example.com", "b.a.example.com");
	}

	private <T> List<T> some(int atMost, IntFunction<T> factory) {
		return some(0, atMost, factory);
	}

	private <T> List<T> some(int atLeast, int atMost, IntFunction<T> factory) {
		List<T> made = new ArrayList<>();
		int count = this.random.nextInt(atLeast, atMost + 1);
		for (int i = 0; i < count; i++) {
			made.add(factory.apply(i));
		}
		return made;
	}

	@SafeVarargs
	private <T> T one(T... of) {
		return of[this.random.nextInt(of.length)];
	}

	private <T> @Nullable T maybe(Supplier<T> supplier) {
		return this.random.nextBoolean() ? supplier.get() : null;
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

}

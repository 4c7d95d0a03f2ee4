package dev.penstock.discovery.source.kube;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.FromNamespaces;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.GatewayFilter;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.resource.InferencePool.EndpointPickerReference;
import dev.penstock.discovery.resource.Namespace;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.resource.ReferenceGrant;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.resource.Service;
import org.jspecify.annotations.Nullable;

/**
 * Is what is to be watched because of the objects that are known.
 *
 * @param roots what is watched whatever there is
 * @param needs what each object makes necessary, by way of others, too; objects that need
 * nothing are left out
 */
record WatchPlan(Set<Interest> roots, Map<ResourceKey, Set<Interest>> needs) {

	WatchPlan {
		roots = Set.copyOf(roots);
		needs = Collections.unmodifiableMap(needs);
	}

	/**
	 * Plans.
	 * @param scope what it is all for
	 * @param objects the objects that are known
	 */
	static WatchPlan of(WatchScope scope, Iterable<? extends Resource> objects) {
		Objects known = new Objects(scope);
		objects.forEach(known::add);
		return new WatchPlan(roots(scope), known.needs());
	}

	/** Returns everything that is to be watched. */
	Set<Interest> wanted() {
		Set<Interest> wanted = new HashSet<>(this.roots);
		this.needs.values().forEach(wanted::addAll);
		return wanted;
	}

	private static Set<Interest> roots(WatchScope scope) {
		Set<Interest> roots = new HashSet<>();
		roots.add(switch (scope) {
			case WatchScope.Controller _ -> Interest.all(ClusterKind.GATEWAY);
			case WatchScope.OneGateway(ResourceKey gateway, boolean _) ->
				Interest.named(ClusterKind.GATEWAY, gateway.namespace(), gateway.name());
		});
		roots.add(Interest.all(ClusterKind.GATEWAY_CLASS));
		roots.add(Interest.all(ClusterKind.LISTENER_SET));
		roots.add(Interest.all(ClusterKind.HTTP_ROUTE));
		roots.add(Interest.all(ClusterKind.GRPC_ROUTE));
		roots.add(Interest.all(ClusterKind.REFERENCE_GRANT));
		roots.add(Interest.all(ClusterKind.BACKEND_TLS_POLICY));
		if (scope.inferencePools()) {
			roots.add(Interest.all(ClusterKind.INFERENCE_POOL));
		}
		return roots;
	}

	/**
	 * Decides how interests share watches. Beyond a few in a namespace, one watch of the
	 * namespace serves them all.
	 * @param interests what is wanted
	 * @return what each watch serves, by what it asks for
	 */
	static Map<Interest, Set<Interest>> watches(Set<Interest> interests) {
		Map<Interest, Set<Interest>> byNamespace = new HashMap<>();
		for (Interest interest : interests) {
			byNamespace.computeIfAbsent(Interest.allIn(interest.kind(), interest.namespace()), (_) -> new HashSet<>())
				.add(interest);
		}
		Map<Interest, Set<Interest>> watches = new HashMap<>();
		byNamespace.forEach((whole, served) -> {
			if (served.contains(whole) || served.size() > whole.kind().singles()) {
				watches.put(whole, Set.copyOf(served));
			}
			else {
				served.forEach((interest) -> watches.put(interest, Set.of(interest)));
			}
		});
		return watches;
	}

	/** Knows objects by what they are, and derives what they need. */
	private static final class Objects {

		private final WatchScope scope;

		private final List<GatewayClass> classes = new ArrayList<>();

		private final List<Gateway> gateways = new ArrayList<>();

		private final List<ListenerSet> listenerSets = new ArrayList<>();

		private final Map<String, Map<String, String>> namespaces = new HashMap<>();

		private final List<HttpRoute> routes = new ArrayList<>();

		private final List<ReferenceGrant> grants = new ArrayList<>();

		private final List<BackendTlsPolicy> policies = new ArrayList<>();

		private final Map<ResourceKey, InferencePool> pools = new HashMap<>();

		private final Map<ResourceKey, Set<Interest>> needs = new HashMap<>();

		private final Set<ResourceKey> services = new HashSet<>();

		Objects(WatchScope scope) {
			this.scope = scope;
		}

		void add(Resource resource) {
			switch (resource) {
				case GatewayClass found -> this.classes.add(found);
				case Gateway gateway -> this.gateways.add(gateway);
				case ListenerSet set -> this.listenerSets.add(set);
				case Namespace namespace -> this.namespaces.put(namespace.key().name(), namespace.metadata().labels());
				case HttpRoute route -> this.routes.add(route);
				case ReferenceGrant grant -> this.grants.add(grant);
				case BackendTlsPolicy policy -> this.policies.add(policy);
				case InferencePool pool -> this.pools.put(pool.key(), pool);
				case Service _, EndpointSlice _, Pod _, Secret _, ConfigMap _, GatewayFilter _ -> {
					// Refers to nothing.
				}
			}
		}

		Map<ResourceKey, Set<Interest>> needs() {
			Set<String> classNames = new HashSet<>();
			for (GatewayClass found : this.classes) {
				if (this.scope instanceof WatchScope.Controller(String controllerName, boolean _)
						&& found.controllerName().equals(controllerName)) {
					classNames.add(found.key().name());
					parameters(found.key(), found.parametersRef(), "");
				}
			}
			Map<ResourceKey, Gateway> gatewaysOfOurs = new HashMap<>();
			for (Gateway gateway : this.gateways) {
				if (isOurs(gateway, classNames)) {
					gatewaysOfOurs.put(gateway.key(), gateway);
					gateway(gateway);
				}
			}
			Set<ResourceKey> ours = new HashSet<>(gatewaysOfOurs.keySet());
			for (ListenerSet set : this.listenerSets) {
				Gateway gateway = gatewaysOfOurs.get(set.gateway());
				if (gateway != null) {
					ours.add(set.key());
					listenerSet(set, gateway);
				}
			}
			this.routes.forEach((route) -> {
				if (Parents.nameAny(route, ours)) {
					route(route);
				}
			});
			this.policies.forEach(this::policy);
			return this.needs;
		}

		private boolean isOurs(Gateway gateway, Set<String> classNames) {
			return switch (this.scope) {
				case WatchScope.Controller _ -> classNames.contains(gateway.className());
				case WatchScope.OneGateway(ResourceKey key, boolean _) -> key.equals(gateway.key());
			};
		}

		private void gateway(Gateway gateway) {
			listeners(gateway.key(), gateway.listeners());
			if (gateway.allowedListeners().from() == FromNamespaces.SELECTOR) {
				need(gateway.key(), Interest.all(ClusterKind.NAMESPACE));
			}
			gateway.tls().references().forEach((reference) -> {
				secret(gateway.key(), reference);
				authorities(gateway.key(), reference);
			});
			if (this.scope instanceof WatchScope.Controller) {
				parameters(gateway.key(), gateway.infrastructure().parametersRef(), gateway.key().namespace());
			}
		}

		/** Reads what a ListenerSet refers to if its Gateway allows it. */
		private void listenerSet(ListenerSet set, Gateway gateway) {
			String namespace = set.key().namespace();
			Map<String, String> labels = this.namespaces.getOrDefault(namespace, Map.of());
			if (gateway.allowedListeners().allow(gateway.key().namespace(), namespace, labels)) {
				listeners(set.key(), set.listeners());
			}
		}

		private void listeners(ResourceKey owner, List<Listener> listeners) {
			for (Listener listener : listeners) {
				if (listener.allowedRoutes().from() == FromNamespaces.SELECTOR) {
					need(owner, Interest.all(ClusterKind.NAMESPACE));
				}
				if (listener.tls() != null) {
					listener.tls().certificateRefs().forEach((reference) -> secret(owner, reference));
				}
			}
		}

		/** Reads a Secret if a grant lets the object refer to it, and no other one. */
		private void secret(ResourceKey from, ObjectReference reference) {
			String namespace = (reference.namespace() != null) ? reference.namespace() : from.namespace();
			boolean secret = reference.group().isEmpty() && reference.kind().equals(ClusterKind.SECRET.kind());
			if (secret && permitted(from, namespace, reference)) {
				need(from, Interest.named(ClusterKind.SECRET, namespace, reference.name()));
			}
		}

		/** Reads a ConfigMap if a grant lets the object refer to it. */
		private void authorities(ResourceKey from, ObjectReference reference) {
			String namespace = (reference.namespace() != null) ? reference.namespace() : from.namespace();
			if (permitted(from, namespace, reference)) {
				parameters(from, reference, namespace);
			}
		}

		private boolean permitted(ResourceKey from, String namespace, ObjectReference reference) {
			return namespace.equals(from.namespace()) || this.grants.stream()
				.filter((grant) -> grant.key().namespace().equals(namespace))
				.anyMatch((grant) -> grant.from()
					.stream()
					.anyMatch((by) -> by.group().equals(ClusterKind.Names.GATEWAY_GROUP)
							&& by.kind().equals(from.kind()) && by.namespace().equals(from.namespace()))
						&& grant.to()
							.stream()
							.anyMatch((to) -> to.group().equals(reference.group()) && to.kind().equals(reference.kind())
									&& (to.name() == null || to.name().isEmpty()
											|| to.name().equals(reference.name()))));
		}

		private void parameters(ResourceKey from, @Nullable ObjectReference reference, String defaultNamespace) {
			if (reference != null && reference.group().isEmpty()
					&& reference.kind().equals(ClusterKind.CONFIG_MAP.kind())) {
				String namespace = (reference.namespace() != null) ? reference.namespace() : defaultNamespace;
				if (!namespace.isEmpty()) {
					need(from, Interest.named(ClusterKind.CONFIG_MAP, namespace, reference.name()));
				}
			}
		}

		private void route(HttpRoute route) {
			route.rules().forEach((rule) -> {
				rule.filters().forEach((filter) -> filter(route.key(), filter));
				rule.backends().forEach((backend) -> {
					backend(route.key(), backend);
					backend.filters().forEach((filter) -> filter(route.key(), filter));
				});
			});
		}

		private void filter(ResourceKey route, HttpRoute.Filter filter) {
			switch (filter) {
				case HttpRoute.Filter.RequestMirror mirror -> backend(route, mirror.backend());
				case HttpRoute.Filter.Extension(ObjectReference reference) -> {
					if (reference.group().equals(ClusterKind.Names.OWN_GROUP)
							&& reference.kind().equals(ClusterKind.GATEWAY_FILTER.kind())) {
						need(route, Interest.named(ClusterKind.GATEWAY_FILTER, route.namespace(), reference.name()));
					}
				}
				case HttpRoute.Filter.RequestHeaderModifier _, HttpRoute.Filter.ResponseHeaderModifier _,
						HttpRoute.Filter.RequestRedirect _, HttpRoute.Filter.UrlRewrite _, HttpRoute.Filter.Cors _,
						HttpRoute.Filter.Unsupported _ -> {
					// Refers to nothing.
				}
			}
		}

		private void backend(ResourceKey route, BackendReference backend) {
			String namespace = (backend.namespace() != null) ? backend.namespace() : route.namespace();
			if (backend.group().isEmpty() && backend.kind().equals(ClusterKind.SERVICE.kind())) {
				service(route, namespace, backend.name());
			}
			ResourceKey key = new ResourceKey(backend.kind(), namespace, backend.name());
			InferencePool pool = this.pools.get(key);
			if (pool != null && backend.group().equals(ClusterKind.Names.INFERENCE_GROUP)) {
				need(route, Interest.pods(namespace, pool.matchLabels()));
				EndpointPickerReference picker = pool.endpointPicker();
				if (picker != null && picker.group().isEmpty() && picker.kind().equals(ClusterKind.SERVICE.kind())) {
					service(route, namespace, picker.name());
				}
			}
		}

		private void service(ResourceKey from, String namespace, String name) {
			this.services.add(new ResourceKey(ClusterKind.SERVICE.kind(), namespace, name));
			need(from, Interest.named(ClusterKind.SERVICE, namespace, name));
			need(from, Interest.endpoints(namespace, name));
		}

		/** Reads authorities where the policy is for a Service that is read. */
		private void policy(BackendTlsPolicy policy) {
			String namespace = policy.key().namespace();
			boolean used = policy.targets()
				.stream()
				.anyMatch((target) -> target.group().isEmpty()
						&& this.services.contains(new ResourceKey(target.kind(), namespace, target.name())));
			if (used) {
				policy.validation().certificateAuthorities().forEach((reference) -> {
					parameters(policy.key(), reference, namespace);
					secret(policy.key(), reference);
				});
			}
		}

		private void need(ResourceKey object, Interest interest) {
			this.needs.computeIfAbsent(object, (_) -> new HashSet<>()).add(interest);
		}

	}

}

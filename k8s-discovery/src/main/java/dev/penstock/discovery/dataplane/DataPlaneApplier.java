package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.work.KeyedWork;
import dev.penstock.discovery.work.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the objects of data planes what they are planned to be, by server-side apply, as
 * long as this process leads, and removes those that no plan has. Besides
 * {@code StatusWriter} it is the only one that writes to a cluster.
 * <p>
 * An object is written when its plan has changed or when someone else has changed what we
 * say of it; at rest nothing is. One of the same name that isn't ours is never touched.
 */
final class DataPlaneApplier implements AutoCloseable {

	/** Who the API server is told that writes. */
	static final String FIELD_MANAGER = "penstock-controller";

	private static final Logger logger = LoggerFactory.getLogger(DataPlaneApplier.class);

	private static final int THREADS = 2;

	private static final int NOT_FOUND = 404;

	private static final int ALREADY_EXISTS = 409;

	private static final int INVALID = 422;

	/** How often a name that another object has is looked at. */
	private static final Duration NAME_TAKEN = Duration.ofSeconds(30);

	/** How long after a write the watch may take to tell of it. */
	private static final Duration SETTLE = Duration.ofSeconds(3);

	private static final ResourceDefinitionContext GATEWAY = new ResourceDefinitionContext.Builder()
		.withGroup("gateway.networking.k8s.io")
		.withVersion("v1")
		.withKind("Gateway")
		.withPlural("gateways")
		.withNamespaced(true)
		.build();

	private static final ResourceDefinitionContext GATEWAY_CLASS = new ResourceDefinitionContext.Builder()
		.withGroup("gateway.networking.k8s.io")
		.withVersion("v1")
		.withKind("GatewayClass")
		.withPlural("gatewayclasses")
		.withNamespaced(false)
		.build();

	private final KubernetesClient client;

	private final KubernetesSerialization serialization;

	private final LiveObjects live;

	private final BooleanSupplier leading;

	private final Consumer<ResourceKey> ended;

	private final KeyedWork<ResourceKey> work;

	private final Map<ObjectId, Applied> applied = new ConcurrentHashMap<>();

	private final Map<ResourceKey, String> problems = new ConcurrentHashMap<>();

	private final LongAdder writes = new LongAdder();

	private volatile @Nullable ClusterPlan plan;

	/**
	 * Creates an applier.
	 * @param client the client
	 * @param live what there is
	 * @param leading whether this process leads
	 * @param ended is told each Gateway whose objects were seen to
	 */
	DataPlaneApplier(KubernetesClient client, LiveObjects live, BooleanSupplier leading, Consumer<ResourceKey> ended) {
		this.client = client;
		this.serialization = client.getKubernetesSerialization();
		this.live = live;
		this.leading = leading;
		this.ended = ended;
		this.work = new KeyedWork<>("penstock-data-planes", THREADS, this::see);
	}

	/** Takes a plan. */
	void accept(ClusterPlan plan) {
		ClusterPlan before = this.plan;
		this.plan = plan;
		TreeSet<ResourceKey> keys = new TreeSet<>(this.live.gateways());
		keys.removeAll(plan.gateways().keySet());
		plan.gateways().forEach((key, wanted) -> {
			if (before == null || !wanted.equals(before.gateways().get(key))) {
				keys.add(key);
			}
		});
		add(keys);
	}

	/** Says that a Gateway's objects have changed. */
	void changed(ResourceKey gateway) {
		add(List.of(gateway));
	}

	/** Says that this process leads now. */
	void lead() {
		ClusterPlan current = this.plan;
		if (current != null) {
			TreeSet<ResourceKey> keys = new TreeSet<>(this.live.gateways());
			keys.addAll(current.gateways().keySet());
			add(keys);
		}
	}

	/** Returns why a Gateway's objects are not what they should be; null if they are. */
	@Nullable String problem(ResourceKey gateway) {
		return this.problems.get(gateway);
	}

	/** Returns how many objects were written or removed. */
	long writes() {
		return this.writes.sum();
	}

	/** Creates a GatewayClass of ours, unless there is one of that name. */
	void createGatewayClass(String name, String controllerName) {
		Map<String, Object> body = ObjectTree.of("apiVersion", "gateway.networking.k8s.io/v1", "kind", "GatewayClass",
				"metadata",
				ObjectTree.of("name", name, "labels",
						ObjectTree.of(DataPlanePlanner.MANAGED_BY, DataPlanePlanner.PENSTOCK)),
				"spec",
				ObjectTree.of("controllerName", controllerName, "description", "Inference gateways by Penstock"));
		try {
			this.client.genericKubernetesResources(GATEWAY_CLASS).resource(resource(body)).create();
			this.writes.increment();
			logger.info("Created GatewayClass {}", name);
		}
		catch (KubernetesClientException ex) {
			if (ex.getCode() != ALREADY_EXISTS) {
				logger.warn("Could not create GatewayClass {}; it is tried again: {}", name, ex.getMessage());
			}
		}
	}

	@Override
	public void close() {
		this.work.close();
	}

	private void add(java.util.Collection<ResourceKey> keys) {
		if (this.leading.getAsBoolean()) {
			this.work.add(keys);
		}
	}

	private Outcome see(ResourceKey gateway) {
		ClusterPlan current = this.plan;
		if (!this.leading.getAsBoolean() || current == null) {
			return Outcome.DONE;
		}
		if (!this.live.synced()) {
			this.work.add(gateway, Duration.ofMillis(200));
			return Outcome.DONE;
		}
		try {
			GatewayPlan gatewayPlan = current.gateways().get(gateway);
			if (gatewayPlan == null) {
				this.problems.remove(gateway);
				remove(this.live.of(gateway), List.of());
				return Outcome.DONE;
			}
			return switch (gatewayPlan) {
				case GatewayPlan.Wanted wanted -> apply(gateway, wanted.objects());
				case GatewayPlan.Kept _ -> Outcome.DONE;
			};
		}
		finally {
			this.ended.accept(gateway);
		}
	}

	private Outcome apply(ResourceKey gateway, List<DesiredObject> objects) {
		remove(this.live.of(gateway), objects);
		String uid = null;
		for (DesiredObject object : objects) {
			if (isAsWanted(gateway, object)) {
				continue;
			}
			if (uid == null) {
				GenericKubernetesResource owner = this.client.genericKubernetesResources(GATEWAY)
					.inNamespace(gateway.namespace())
					.withName(gateway.name())
					.get();
				if (owner == null) {
					return Outcome.DONE;
				}
				uid = owner.getMetadata().getUid();
			}
			if (isForeign(gateway, object.id())) {
				problem(gateway, object.id() + " is there and isn't of this Gateway; remove it or rename the Gateway");
				this.work.add(gateway, NAME_TAKEN);
				return Outcome.DONE;
			}
			try {
				write(gateway, object, uid);
			}
			catch (KubernetesClientException ex) {
				problem(gateway, object.id() + " can't be written: " + ex.getMessage());
				return Outcome.FAILED;
			}
		}
		this.problems.remove(gateway);
		return Outcome.DONE;
	}

	private void problem(ResourceKey gateway, String problem) {
		if (!problem.equals(this.problems.put(gateway, problem))) {
			logger.warn("{}: {}", gateway, problem);
		}
	}

	/**
	 * Tells whether an object need not be written. Right after a write, the watch may not
	 * have told of it yet: it is looked at again then, and not taken for changed.
	 */
	private boolean isAsWanted(ResourceKey gateway, DesiredObject object) {
		GenericKubernetesResource there = this.live.find(object.id());
		Applied last = this.applied.get(object.id());
		if (last == null || !last.body().equals(object.body())) {
			return false;
		}
		if (there != null && gateway.equals(LiveObjects.owner(there))
				&& last.result().equals(projection(there, object))) {
			return true;
		}
		boolean recent = System.nanoTime() - last.nanos() < SETTLE.toNanos();
		if (recent) {
			this.work.add(gateway, SETTLE);
		}
		else {
			logger.debug("{} is not what was written any more", object.id());
		}
		return recent;
	}

	/** Tells whether an object has the name that isn't this Gateway's. */
	private boolean isForeign(ResourceKey gateway, ObjectId id) {
		GenericKubernetesResource there = this.live.find(id);
		if (there == null) {
			there = this.live.resource(id).get();
		}
		return there != null && !gateway.equals(LiveObjects.owner(there));
	}

	private void write(ResourceKey gateway, DesiredObject object, String uid) {
		GenericKubernetesResource wanted = resource(owned(gateway, object, uid));
		GenericKubernetesResource result;
		try {
			result = patch(object.id(), wanted);
		}
		catch (KubernetesClientException ex) {
			boolean binding = object.id().kind() == OwnedKind.ROLE_BINDING
					|| object.id().kind() == OwnedKind.CLUSTER_ROLE_BINDING;
			if (!binding || ex.getCode() != INVALID) {
				throw ex;
			}
			// What a binding refers to can't be changed.
			delete(object.id());
			result = patch(object.id(), wanted);
		}
		this.applied.put(object.id(), new Applied(object.body(), projection(result, object), System.nanoTime()));
		logger.debug("Applied {}", object.id());
	}

	private GenericKubernetesResource patch(ObjectId id, GenericKubernetesResource wanted) {
		PatchContext context = new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY)
			.withFieldManager(FIELD_MANAGER)
			.withForce(true)
			.build();
		GenericKubernetesResource result = this.live.resource(id).patch(context, wanted);
		this.writes.increment();
		return result;
	}

	private void remove(SortedMap<ObjectId, GenericKubernetesResource> there, List<DesiredObject> wanted) {
		var kept = wanted.stream().map(DesiredObject::id).collect(Collectors.toSet());
		there.forEach((id, object) -> {
			if (!kept.contains(id) && !object.isMarkedForDeletion()) {
				delete(id);
				logger.info("Removed {}", id);
			}
		});
	}

	private void delete(ObjectId id) {
		try {
			this.live.resource(id).delete();
			this.writes.increment();
			this.applied.remove(id);
		}
		catch (KubernetesClientException ex) {
			if (ex.getCode() != NOT_FOUND) {
				throw ex;
			}
		}
	}

	/** Adds the Gateway as the owner of what is in its namespace. */
	private static Map<String, Object> owned(ResourceKey gateway, DesiredObject object, String uid) {
		if (!object.id().namespace().equals(gateway.namespace())) {
			return ObjectTree.merge(object.body(), Map.of());
		}
		Map<String, Object> owner = ObjectTree.of("apiVersion", "gateway.networking.k8s.io/v1", "kind", "Gateway",
				"name", gateway.name(), "uid", uid, "controller", true);
		return ObjectTree.merge(object.body(),
				ObjectTree.of("metadata", ObjectTree.of("ownerReferences", List.of(owner))));
	}

	private GenericKubernetesResource resource(Map<String, ?> body) {
		return this.serialization.convertValue(body, GenericKubernetesResource.class);
	}

	/**
	 * Returns what an object has of what is wanted of it, as text: numbers that came by
	 * different ways differ in type.
	 */
	private String projection(HasMetadata there, DesiredObject object) {
		Map<?, ?> tree = this.serialization.convertValue(there, Map.class);
		return String.valueOf(ObjectTree.project(tree, object.body()));
	}

	/** Is an object as it was written, what of it the API server then had, and when. */
	private record Applied(Map<String, ?> body, String result, long nanos) {
	}

}

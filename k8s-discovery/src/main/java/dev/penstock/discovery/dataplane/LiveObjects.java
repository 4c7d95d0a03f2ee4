package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.penstock.discovery.model.ResourceKey;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.jspecify.annotations.Nullable;

/** Watches the objects of data planes, by the label that says that they are ours. */
final class LiveObjects implements AutoCloseable {

	private final KubernetesClient client;

	private final Map<ObjectId, GenericKubernetesResource> objects = new ConcurrentHashMap<>();

	private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();

	private final Map<OwnedKind, ResourceDefinitionContext> contexts = new EnumMap<>(OwnedKind.class);

	/**
	 * Creates it.
	 * @param client the client
	 */
	LiveObjects(KubernetesClient client) {
		this.client = client;
		for (OwnedKind kind : OwnedKind.values()) {
			this.contexts.put(kind,
					new ResourceDefinitionContext.Builder().withGroup(kind.group())
						.withVersion(kind.version())
						.withKind(kind.kind())
						.withPlural(kind.plural())
						.withNamespaced(kind.namespaced())
						.build());
		}
	}

	/**
	 * Starts to watch. What can't be watched now is tried again.
	 * @param listener is told the Gateway whose objects have changed
	 */
	void start(Consumer<ResourceKey> listener) {
		for (OwnedKind kind : OwnedKind.values()) {
			var all = this.client.genericKubernetesResources(context(kind));
			SharedIndexInformer<GenericKubernetesResource> informer = kind.namespaced()
					? all.inAnyNamespace()
						.withLabel(DataPlanePlanner.MANAGED_BY, DataPlanePlanner.PENSTOCK)
						.runnableInformer(0)
					: all.withLabel(DataPlanePlanner.MANAGED_BY, DataPlanePlanner.PENSTOCK).runnableInformer(0);
			informer.exceptionHandler((_, _) -> true);
			informer.addEventHandler(new Handler(kind, listener));
			this.informers.add(informer);
			var _ = informer.start();
		}
	}

	/** Tells whether everything has been read once. */
	boolean synced() {
		return !this.informers.isEmpty() && this.informers.stream().allMatch(SharedIndexInformer::hasSynced);
	}

	/** Returns an object; null if there is none of ours. */
	@Nullable GenericKubernetesResource find(ObjectId id) {
		return this.objects.get(id);
	}

	/** Returns the objects of a Gateway. */
	SortedMap<ObjectId, GenericKubernetesResource> of(ResourceKey gateway) {
		SortedMap<ObjectId, GenericKubernetesResource> found = new TreeMap<>();
		this.objects.forEach((id, object) -> {
			if (gateway.equals(owner(object))) {
				found.put(id, object);
			}
		});
		return found;
	}

	/** Returns the Gateways that there are objects of. */
	SortedSet<ResourceKey> gateways() {
		SortedSet<ResourceKey> gateways = new TreeSet<>();
		this.objects.values().forEach((object) -> {
			ResourceKey owner = owner(object);
			if (owner != null) {
				gateways.add(owner);
			}
		});
		return gateways;
	}

	/** Returns the Gateway that an object is for; null if it isn't ours. */
	static @Nullable ResourceKey owner(GenericKubernetesResource object) {
		Map<String, String> labels = object.getMetadata().getLabels();
		Map<String, String> annotations = object.getMetadata().getAnnotations();
		String owner = (annotations != null) ? annotations.get(DataPlanePlanner.OWNER) : null;
		if (owner == null || labels == null
				|| !DataPlanePlanner.PENSTOCK.equals(labels.get(DataPlanePlanner.MANAGED_BY))) {
			return null;
		}
		int slash = owner.indexOf('/');
		return (slash < 0) ? null : new ResourceKey("Gateway", owner.substring(0, slash), owner.substring(slash + 1));
	}

	/** Returns the object of the API server. */
	Resource<GenericKubernetesResource> resource(ObjectId id) {
		var all = this.client.genericKubernetesResources(context(id.kind()));
		return id.kind().namespaced() ? all.inNamespace(id.namespace()).withName(id.name()) : all.withName(id.name());
	}

	private ResourceDefinitionContext context(OwnedKind kind) {
		return Objects.requireNonNull(this.contexts.get(kind));
	}

	@Override
	public void close() {
		this.informers.forEach(SharedIndexInformer::stop);
	}

	private final class Handler implements ResourceEventHandler<GenericKubernetesResource> {

		private final OwnedKind kind;

		private final Consumer<ResourceKey> listener;

		Handler(OwnedKind kind, Consumer<ResourceKey> listener) {
			this.kind = kind;
			this.listener = listener;
		}

		@Override
		public void onAdd(GenericKubernetesResource object) {
			LiveObjects.this.objects.put(id(object), object);
			tell(object);
		}

		@Override
		public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
			LiveObjects.this.objects.put(id(object), object);
			tell(before);
			tell(object);
		}

		@Override
		public void onDelete(GenericKubernetesResource object, boolean unknown) {
			LiveObjects.this.objects.remove(id(object));
			tell(object);
		}

		private void tell(GenericKubernetesResource object) {
			ResourceKey owner = owner(object);
			if (owner != null) {
				this.listener.accept(owner);
			}
		}

		private ObjectId id(GenericKubernetesResource object) {
			String namespace = object.getMetadata().getNamespace();
			return new ObjectId(this.kind, (namespace != null) ? namespace : "", object.getMetadata().getName());
		}

	}

}

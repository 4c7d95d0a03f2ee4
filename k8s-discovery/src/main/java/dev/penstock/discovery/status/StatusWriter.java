package dev.penstock.discovery.status;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.DataPlanes;
import dev.penstock.discovery.port.ObservedStatuses;
import dev.penstock.discovery.port.ObservedStatuses.ObservedStatus;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.status.StatusPlanner.Statuses;
import dev.penstock.discovery.work.KeyedWork;
import dev.penstock.discovery.work.Outcome;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes statuses to the cluster, as long as this process leads. It is the only one that
 * does.
 * <p>
 * A write names the version of the object that it was planned for, so that it overwrites
 * nothing that was not seen; where the API server refuses it for that, it is planned anew
 * for the object as it is then. What fails is tried again with a growing delay, at most 4
 * writes are under way at a time, and a status that the API server changes as it takes it
 * is not written again.
 */
public final class StatusWriter implements StatusSink, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StatusWriter.class);

	private static final int THREADS = 4;

	private static final int CONFLICT = 409;

	private static final int NOT_FOUND = 404;

	private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

	private final KubernetesClient client;

	private final StatusPlanner planner;

	private final ObservedStatuses observed;

	private final DataPlanes dataPlanes;

	private final BooleanSupplier leading;

	private final Clock clock;

	private final KeyedWork<ResourceKey> work;

	/**
	 * Objects of which the source has told, those without a status of ours among them.
	 */
	private final Set<ResourceKey> seen = ConcurrentHashMap.newKeySet();

	private final Map<ResourceKey, Written> written = new ConcurrentHashMap<>();

	private final LongAdder writes = new LongAdder();

	private final LongAdder conflicts = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private @Nullable StatusReport activated;

	private volatile @Nullable Statuses statuses;

	/** The same by the keys of the objects. */
	private volatile SortedMap<ResourceKey, Object> known = new TreeMap<>();

	/**
	 * Creates a writer that writes nothing until it has been given a report. To be
	 * created before the source starts.
	 * @param client the client
	 * @param planner plans the writes
	 * @param observed the statuses that the cluster has
	 * @param dataPlanes the data planes of the Gateways
	 * @param leading whether this process leads
	 * @param clock tells when conditions change
	 */
	public StatusWriter(KubernetesClient client, StatusPlanner planner, ObservedStatuses observed,
			DataPlanes dataPlanes, BooleanSupplier leading, Clock clock) {
		this.client = client;
		this.planner = planner;
		this.observed = observed;
		this.dataPlanes = dataPlanes;
		this.leading = leading;
		this.clock = clock;
		this.work = new KeyedWork<>("penstock-status", THREADS, this::write);
		observed.onChange(this::changed);
		dataPlanes.onChange(this::dataPlanesChanged);
	}

	@Override
	public void accept(StatusReport report, ActivationResult result) {
		join(ActivatedStatus.of(report, result));
	}

	/**
	 * Says that this process leads now: everything is compared with what it should be.
	 */
	public void lead() {
		if (this.statuses != null) {
			Set<ResourceKey> keys = new TreeSet<>(this.seen);
			keys.addAll(this.known.keySet());
			add(keys);
		}
	}

	/**
	 * Returns how many statuses were written.
	 * @return the count since the start
	 */
	public long writes() {
		return this.writes.sum();
	}

	/**
	 * Returns how many writes were refused because the object had changed.
	 * @return the count since the start
	 */
	public long conflicts() {
		return this.conflicts.sum();
	}

	/**
	 * Returns how many writes failed otherwise.
	 * @return the count since the start
	 */
	public long failures() {
		return this.failures.sum();
	}

	@Override
	public void close() {
		this.work.close();
	}

	private void changed(ResourceKey key) {
		if (StatusKind.context(key.kind()) == null) {
			return;
		}
		if (this.observed.observed(key) != null) {
			this.seen.add(key);
		}
		else {
			this.seen.remove(key);
			this.written.remove(key);
		}
		add(Set.of(key));
	}

	private synchronized void dataPlanesChanged() {
		StatusReport report = this.activated;
		if (report != null) {
			join(report);
		}
	}

	private synchronized void join(StatusReport report) {
		this.activated = report;
		Statuses before = this.statuses;
		Statuses now = DataPlaneStatus.of(report, this.dataPlanes.report());
		SortedMap<ResourceKey, Object> old = this.known;
		SortedMap<ResourceKey, Object> current = byKey(now);
		this.known = current;
		this.statuses = now;
		if (before == null) {
			lead();
			return;
		}
		Set<ResourceKey> changed = new TreeSet<>();
		current.forEach((key, status) -> {
			if (!status.equals(old.get(key))) {
				changed.add(key);
			}
		});
		old.keySet().stream().filter((key) -> !current.containsKey(key)).forEach(changed::add);
		add(changed);
	}

	private void add(Collection<ResourceKey> keys) {
		if (this.leading.getAsBoolean()) {
			this.work.add(keys);
		}
	}

	private static SortedMap<ResourceKey, Object> byKey(Statuses statuses) {
		StatusReport report = statuses.report();
		SortedMap<ResourceKey, Object> all = new TreeMap<>();
		all.putAll(report.gatewayClasses());
		report.gateways()
			.forEach((key, status) -> all.put(key,
					new GatewayFacts(status, statuses.addresses().get(key), report.attachedListenerSets(key))));
		all.putAll(report.listenerSets());
		all.putAll(report.routes());
		all.putAll(report.pools());
		all.putAll(report.policies());
		return all;
	}

	private Outcome write(ResourceKey key) {
		Statuses current = this.statuses;
		ResourceDefinitionContext context = StatusKind.context(key.kind());
		ObservedStatus status = newest(key);
		if (!this.leading.getAsBoolean() || current == null || context == null || status == null) {
			return Outcome.DONE;
		}
		Instant now = this.clock.instant();
		StatusPatch patch = this.planner.plan(key, current, status.status(), now);
		if (patch == null || isFutile(key, current, status)) {
			return Outcome.DONE;
		}
		return write(key, context, new Attempt(status, patch, now));
	}

	private Outcome write(ResourceKey key, ResourceDefinitionContext context, Attempt attempt) {
		Resource<GenericKubernetesResource> resource = resource(key, context);
		try {
			GenericKubernetesResource result = resource.subresource("status").patch(MERGE, body(attempt));
			this.writes.increment();
			logger.debug("Wrote the status of {}: {}", key, attempt.patch().fields().keySet());
			this.written.put(key, new Written(seenVersion(key), observed(result), attempt));
			return Outcome.DONE;
		}
		catch (KubernetesClientException ex) {
			return switch (ex.getCode()) {
				case NOT_FOUND -> Outcome.DONE;
				case CONFLICT -> conflict(key, resource);
				default -> {
					this.failures.increment();
					logger.warn("Could not write the status of {}; it is tried again: {}", key, ex.getMessage());
					yield Outcome.FAILED;
				}
			};
		}
	}

	private Outcome conflict(ResourceKey key, Resource<GenericKubernetesResource> resource) {
		this.conflicts.increment();
		GenericKubernetesResource fresh = resource.get();
		if (fresh == null) {
			return Outcome.DONE;
		}
		this.written.put(key, new Written(seenVersion(key), observed(fresh), null));
		return Outcome.AGAIN;
	}

	private Resource<GenericKubernetesResource> resource(ResourceKey key, ResourceDefinitionContext context) {
		var all = this.client.genericKubernetesResources(context);
		return key.namespace().isEmpty() ? all.withName(key.name())
				: all.inNamespace(key.namespace()).withName(key.name());
	}

	private String body(Attempt attempt) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("metadata", Map.of("resourceVersion", attempt.status().resourceVersion()));
		body.put("status", attempt.patch().fields());
		return this.client.getKubernetesSerialization().asJson(body);
	}

	/**
	 * Returns the newest status that is known: that of the source, or that of our own
	 * last look at the object as long as the source has not told of another since.
	 */
	private @Nullable ObservedStatus newest(ResourceKey key) {
		ObservedStatus told = this.observed.observed(key);
		Written last = this.written.get(key);
		if (told == null || last == null || !told.resourceVersion().equals(last.toldVersion())) {
			return told;
		}
		return last.result();
	}

	private @Nullable String seenVersion(ResourceKey key) {
		ObservedStatus told = this.observed.observed(key);
		return (told != null) ? told.resourceVersion() : null;
	}

	/**
	 * Tells whether the same was written before and came to nothing: the status is still
	 * what the API server made of that write.
	 */
	private boolean isFutile(ResourceKey key, Statuses current, ObservedStatus status) {
		Written last = this.written.get(key);
		Attempt attempt = (last != null) ? last.attempt() : null;
		if (last == null || attempt == null || !JsonValues.same(last.result().status(), status.status())) {
			return false;
		}
		StatusPatch sameTime = this.planner.plan(key, current, attempt.status().status(), attempt.time());
		return sameTime != null && sameTime.sameAs(attempt.patch());
	}

	private static ObservedStatus observed(GenericKubernetesResource resource) {
		Object status = resource.get("status");
		Map<String, Object> fields = new LinkedHashMap<>();
		if (status instanceof Map<?, ?> map) {
			map.forEach((name, value) -> fields.put(Objects.toString(name), value));
		}
		return new ObservedStatus(resource.getMetadata().getResourceVersion(), fields);
	}

	/** Is what was tried: for which status, what, and when. */
	private record Attempt(ObservedStatus status, StatusPatch patch, Instant time) {
	}

	/**
	 * Is our last look at an object.
	 *
	 * @param toldVersion the version that the source told of then
	 * @param result the object as the API server returned it
	 * @param attempt what we had written; null if we only looked
	 */
	private record Written(@Nullable String toldVersion, ObservedStatus result, @Nullable Attempt attempt) {
	}

	/** Is a Gateway's status with its addresses, to compare both. */
	private record GatewayFacts(Object status, @Nullable Object addresses, int attachedListenerSets) {
	}

}

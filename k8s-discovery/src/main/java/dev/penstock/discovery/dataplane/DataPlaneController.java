package dev.penstock.discovery.dataplane;

import java.util.function.BooleanSupplier;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlanes;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one data plane for each Gateway of ours. Every process plans and observes; the
 * one that leads applies.
 */
public final class DataPlaneController implements AutoCloseable {

	private final ClusterPlanner planner;

	private final LiveObjects live;

	private final NodeAddresses nodes;

	private final DataPlaneObserver observer;

	private final DataPlaneApplier applier;

	private final BooleanSupplier leading;

	private final @Nullable OwnClass ownClass;

	/**
	 * Whether the class that is ours to create is there; true until something is known.
	 */
	private volatile boolean classThere = true;

	/**
	 * Creates it.
	 * @param client the client
	 * @param settings what all data planes have in common
	 * @param ownClass the GatewayClass to create where it is missing; null for none
	 * @param leading whether this process leads
	 */
	public DataPlaneController(KubernetesClient client, DataPlaneSettings settings, @Nullable OwnClass ownClass,
			BooleanSupplier leading) {
		this.planner = new ClusterPlanner(settings);
		this.live = new LiveObjects(client);
		this.leading = leading;
		this.ownClass = ownClass;
		this.nodes = new NodeAddresses(client, this::nodesChanged);
		this.applier = new DataPlaneApplier(client, this.live, leading, this::seen);
		this.observer = new DataPlaneObserver(this.live, this.nodes, this.applier::problem);
	}

	/** Starts to watch the objects of data planes. */
	public void start() {
		this.live.start((gateway) -> {
			this.observer.changed(gateway);
			this.applier.changed(gateway);
		});
	}

	/**
	 * Takes the outcome of a translation.
	 * @param snapshot what was translated
	 * @param report what was found
	 */
	public void translated(ClusterSnapshot snapshot, StatusReport report) {
		ClusterPlan plan = this.planner.plan(snapshot, report);
		this.observer.accept(plan);
		this.applier.accept(plan);
		OwnClass own = this.ownClass;
		if (own != null) {
			this.classThere = snapshot.find(GatewayClass.class,
					new ResourceKey("GatewayClass", "", own.name())) != null;
			createClass();
		}
	}

	/** Says that this process leads now. */
	public void lead() {
		createClass();
		this.applier.lead();
	}

	/**
	 * Returns what is known of the data planes.
	 * @return the data planes
	 */
	public DataPlanes dataPlanes() {
		return this.observer;
	}

	/**
	 * Returns how many objects were written or removed.
	 * @return the count since the start
	 */
	public long writes() {
		return this.applier.writes();
	}

	@Override
	public void close() {
		this.applier.close();
		this.nodes.close();
		this.live.close();
	}

	private void createClass() {
		OwnClass own = this.ownClass;
		if (own != null && !this.classThere && this.leading.getAsBoolean()) {
			this.applier.createGatewayClass(own.name(), own.controllerName());
		}
	}

	private void seen(ResourceKey gateway) {
		this.observer.changed(gateway);
	}

	private void nodesChanged() {
		this.observer.nodesChanged();
	}

	/**
	 * Is a GatewayClass that is ours to create.
	 *
	 * @param name its name
	 * @param controllerName the controller that it names
	 */
	public record OwnClass(String name, String controllerName) {
	}

}

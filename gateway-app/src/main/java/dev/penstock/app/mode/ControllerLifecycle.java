package dev.penstock.app.mode;

import dev.penstock.discovery.dataplane.DataPlaneController;
import dev.penstock.discovery.leader.LeaderElection;
import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.source.kube.ClusterSource;
import dev.penstock.discovery.status.StatusWriter;
import org.springframework.context.SmartLifecycle;

/**
 * Reads a cluster while the application runs, and stands for election. The loop is
 * started by the source's first batch. What leads stops writing before it gives the Lease
 * back.
 */
final class ControllerLifecycle implements SmartLifecycle {

	private final ClusterSource source;

	private final ReconcileLoop loop;

	private final DataPlaneController dataPlanes;

	private final StatusWriter writer;

	private final LeaderElection election;

	private volatile boolean running;

	ControllerLifecycle(ClusterSource source, ReconcileLoop loop, DataPlaneController dataPlanes, StatusWriter writer,
			LeaderElection election) {
		this.source = source;
		this.loop = loop;
		this.dataPlanes = dataPlanes;
		this.writer = writer;
		this.election = election;
	}

	@Override
	public void start() {
		this.running = true;
		this.election.onLead(this.dataPlanes::lead);
		this.election.onLead(this.writer::lead);
		this.dataPlanes.start();
		this.source.start();
		this.election.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.source.stop();
		this.loop.close();
		this.writer.close();
		this.dataPlanes.close();
		this.election.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}

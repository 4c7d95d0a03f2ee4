package dev.penstock.app.mode;

import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.source.kube.ClusterSource;
import org.springframework.context.SmartLifecycle;

/**
 * Reads a cluster while the application runs. The loop is started by the source's first
 * batch, however long it takes: until then the process is alive but not ready.
 */
final class ClusterLifecycle implements SmartLifecycle {

	private final ClusterSource source;

	private final ReconcileLoop loop;

	private volatile boolean running;

	ClusterLifecycle(ClusterSource source, ReconcileLoop loop) {
		this.source = source;
		this.loop = loop;
	}

	@Override
	public void start() {
		this.running = true;
		this.source.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.source.stop();
		this.loop.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}

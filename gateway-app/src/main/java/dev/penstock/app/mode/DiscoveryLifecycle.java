package dev.penstock.app.mode;

import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.source.ResourceSource;
import org.springframework.context.SmartLifecycle;

/**
 * Starts discovery when the web server is there to be told of sockets, and stops it
 * before anything else: while the process shuts down, what is served stays as it is.
 */
final class DiscoveryLifecycle implements SmartLifecycle {

	private final ResourceSource source;

	private final ReconcileLoop loop;

	private volatile boolean running;

	DiscoveryLifecycle(ResourceSource source, ReconcileLoop loop) {
		this.source = source;
		this.loop = loop;
	}

	@Override
	public void start() {
		this.running = true;
		this.source.start();
		this.loop.start();
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

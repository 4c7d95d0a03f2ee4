package dev.penstock.app.listener;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.GracefulShutdownCallback;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.WebServer;

/**
 * Gives the sockets of the Gateways the life cycle of a web server. What is bound is for
 * the table to say; this object keeps the process alive and stops it in order: readiness
 * has flipped, new requests are served for a while, then running ones finish.
 */
final class GatewayWebServer implements WebServer {

	private static final Logger logger = LoggerFactory.getLogger(GatewayWebServer.class);

	private final GatewaySockets sockets;

	private final ShutdownProperties shutdown;

	private final CountDownLatch stopped = new CountDownLatch(1);

	GatewayWebServer(GatewaySockets sockets, ShutdownProperties shutdown) {
		this.sockets = sockets;
		this.shutdown = shutdown;
	}

	@Override
	public void start() {
		Thread.ofPlatform().name("gateway").daemon(false).start(() -> await(Duration.ofDays(Integer.MAX_VALUE)));
	}

	private boolean await(Duration time) {
		try {
			return this.stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	@Override
	public void shutDownGracefully(GracefulShutdownCallback callback) {
		Thread.ofPlatform().name("gateway-shutdown").start(() -> {
			logger.info("Shutting down: new requests are served for {}, running ones may then take {}",
					this.shutdown.delay(), this.shutdown.drain());
			this.sockets.leave();
			await(this.shutdown.delay());
			this.sockets.close(this.shutdown.drain());
			callback.shutdownComplete((this.sockets.inFlight() == 0) ? GracefulShutdownResult.IDLE
					: GracefulShutdownResult.REQUESTS_ACTIVE);
		});
	}

	@Override
	public void stop() {
		this.stopped.countDown();
		this.sockets.close(Duration.ZERO);
	}

	@Override
	public int getPort() {
		return this.sockets.bound().stream().mapToInt(SocketName::port).findFirst().orElse(-1);
	}

}

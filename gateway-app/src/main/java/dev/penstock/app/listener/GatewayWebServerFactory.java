package dev.penstock.app.listener;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Makes the application's web server the one that listens where Gateways say. Spring Boot
 * makes another factory of the same type for the management server, without sockets: that
 * one is the ordinary server.
 */
public class GatewayWebServerFactory extends NettyReactiveWebServerFactory {

	private final @Nullable GatewaySockets sockets;

	private final ShutdownProperties shutdown;

	private final @Nullable LoopResources loops;

	/** Creates a factory for the management server. */
	public GatewayWebServerFactory() {
		this.sockets = null;
		this.shutdown = ShutdownProperties.NONE;
		this.loops = null;
	}

	/**
	 * Creates a factory for the gateway's server.
	 * @param sockets the sockets that Gateways ask for
	 * @param shutdown how the server stops
	 * @param resources knows the event loops
	 */
	public GatewayWebServerFactory(GatewaySockets sockets, ShutdownProperties shutdown,
			ReactorResourceFactory resources) {
		this.sockets = sockets;
		this.shutdown = shutdown;
		this.loops = resources.getLoopResources();
	}

	@Override
	public WebServer getWebServer(HttpHandler httpHandler) {
		if (this.sockets == null) {
			return super.getWebServer(httpHandler);
		}
		this.sockets.handler(httpHandler, this::customize);
		return new GatewayWebServer(this.sockets, this.shutdown);
	}

	private HttpServer customize(HttpServer server) {
		HttpServer customized = (this.loops != null) ? server.runOn(this.loops) : server;
		for (NettyServerCustomizer customizer : getServerCustomizers()) {
			customized = customizer.apply(customized);
		}
		return customized;
	}

}

package dev.penstock.filters.route;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.RequestJournal;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * Maps requests to routes by the index of the active rules. Requests that no rule matches
 * are looked up among the routes that the application defines itself, if it does, in
 * Spring Cloud Gateway's own way.
 */
public final class GatewayApiHandlerMapping extends RoutePredicateHandlerMapping {

	/** The request attribute that names the socket by which a request came in. */
	public static final String SOCKET_ATTRIBUTE = GatewayApiHandlerMapping.class.getName() + ".socket";

	/** The request attribute with the exception by which a request is refused. */
	public static final String REFUSAL_ATTRIBUTE = GatewayApiHandlerMapping.class.getName() + ".refusal";

	/**
	 * The request attribute with the name, lower case, by which the client of a TLS
	 * connection asked for the server; empty if it asked for none.
	 */
	public static final String SERVER_NAME_ATTRIBUTE = GatewayApiHandlerMapping.class.getName() + ".serverName";

	/**
	 * Is the place of this mapping among the handler mappings: before those of the
	 * application's controllers, so that what the routes serve is what is routed.
	 */
	public static final int ORDER = -100;

	private final ActiveRoutes routes;

	private final RouteLocator locator;

	private final boolean leavesCorsToRules;

	/**
	 * Creates a mapping.
	 * @param handler handles requests that were mapped
	 * @param locator knows all routes
	 * @param cors the global CORS settings
	 * @param environment tells the management port
	 * @param routes the active rules
	 */
	public GatewayApiHandlerMapping(FilteringWebHandler handler, RouteLocator locator, GlobalCorsProperties cors,
			Environment environment, ActiveRoutes routes) {
		super(handler, locator, cors, environment);
		this.routes = routes;
		this.locator = locator;
		this.leavesCorsToRules = cors.getCorsConfigurations().isEmpty();
		setOrder(ORDER);
	}

	/**
	 * Leaves cross-origin requests to the rules: without a CORS filter preflights are the
	 * backend's to answer. Spring would answer them all, and does if the application has
	 * global settings for it. As Spring calls no handler for a preflight, it is served
	 * here.
	 */
	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		boolean mayBeOurs = this.leavesCorsToRules
				&& exchange.getRequest().getAttributes().get(SOCKET_ATTRIBUTE) instanceof String
				&& exchange.getRequest().getHeaders().containsHeader(HttpHeaders.ORIGIN);
		if (!mayBeOurs) {
			return super.getHandler(exchange);
		}
		return getHandlerInternal(exchange).cast(Object.class).flatMap((handler) -> {
			if (exchange.getAttribute(CompiledRule.ATTRIBUTE) == null || !(handler instanceof WebHandler rules)) {
				return super.getHandler(exchange);
			}
			return CorsUtils.isPreFlightRequest(exchange.getRequest()) ? rules.handle(exchange).thenReturn(handler)
					: Mono.just(handler);
		});
	}

	@Override
	protected Mono<Route> lookupRoute(ServerWebExchange exchange) {
		// A filter may dispatch the exchange again, with a request that has lost its
		// attributes: what it finds counts, not what was found before.
		exchange.getAttributes().remove(CompiledRule.ATTRIBUTE);
		Object socket = exchange.getRequest()
			.getAttributes()
			.getOrDefault(SOCKET_ATTRIBUTE, exchange.getAttribute(SOCKET_ATTRIBUTE));
		if (!(socket instanceof String name)) {
			return super.lookupRoute(exchange);
		}
		exchange.getAttributes().put(SOCKET_ATTRIBUTE, name);
		if (exchange.getRequest().getAttributes().get(REFUSAL_ATTRIBUTE) instanceof RefusedRequestException refusal) {
			return Mono.error(refusal);
		}
		ExchangeRouteRequest request = new ExchangeRouteRequest(exchange.getRequest());
		RouteIndex<CompiledRule> index = this.routes.get();
		String host = request.host();
		if (exchange.getRequest().getAttributes().get(SERVER_NAME_ATTRIBUTE) instanceof String serverName
				&& index.isMisdirected(name, serverName, host)) {
			return Mono.error(new RefusedRequestException(ReasonCode.MISDIRECTED, "host " + host
					+ " is another listener's than the one that this connection was made for; use another connection"));
		}
		CompiledRule rule = index.find(name, host, request);
		if (rule == null) {
			return lookupOwnRoute(exchange);
		}
		exchange.getAttributes().put(CompiledRule.ATTRIBUTE, rule);
		exchange.getAttributes().put(RuleView.ATTRIBUTE, rule.view());
		if (exchange.getRequest().getAttributes().get(RequestJournal.ATTRIBUTE) instanceof RequestJournal journal) {
			journal.rule(rule.view().id());
			exchange.getAttributes().put(RequestJournal.ATTRIBUTE, journal);
		}
		return Mono.just(rule.route());
	}

	/** Looks among routes that are not rules of ours; theirs are few. */
	private Mono<Route> lookupOwnRoute(ServerWebExchange exchange) {
		return this.locator.getRoutes()
			.filter((route) -> !route.getMetadata().containsKey(RuleView.METADATA_KEY))
			.filterWhen((route) -> route.getPredicate().apply(exchange))
			.next();
	}

	@Override
	protected String getSimpleName() {
		return "GatewayApiHandlerMapping";
	}

}

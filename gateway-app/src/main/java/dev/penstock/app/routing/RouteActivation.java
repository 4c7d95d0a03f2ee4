package dev.penstock.app.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.penstock.app.listener.GatewaySockets;
import dev.penstock.app.listener.SocketName;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.TableActivator;
import dev.penstock.filters.route.ActiveRoutes;
import dev.penstock.filters.route.CompiledRule;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.RuleWebHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.event.RefreshRoutesEvent;
import org.springframework.cloud.gateway.event.RefreshRoutesResultEvent;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;

/**
 * Activates tables. Spring Cloud Gateway makes routes of the table's definitions; when
 * they are there the sockets are bound and the index of the rules is swapped. Until then
 * every request sees the table before. A table that differs in endpoints at most only
 * swaps those.
 */
public final class RouteActivation implements TableActivator {

	private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(30);

	private final Routes routes;

	private final FilterFactories factories;

	private final GatewaySockets sockets;

	private final SocketNaming naming;

	private final EndpointRegistry registry = new EndpointRegistry();

	private volatile @Nullable CompletableFuture<Void> refresh;

	private volatile @Nullable ActiveTable active;

	private @Nullable TableSlots slots;

	private Map<String, CompiledRule> compiled = Map.of();

	/**
	 * Creates the activation.
	 * @param routes what makes and serves routes
	 * @param factories makes the filters of backends
	 * @param sockets the sockets to bind
	 * @param naming where listeners are bound
	 */
	RouteActivation(Routes routes, FilterFactories factories, GatewaySockets sockets, SocketNaming naming) {
		this.routes = routes;
		this.factories = factories;
		this.sockets = sockets;
		this.naming = naming;
	}

	/**
	 * Returns the table that is served.
	 * @return the table with its views, or null before the first one is active
	 */
	public @Nullable ActiveTable active() {
		return this.active;
	}

	@Override
	public ActivationResult activate(RoutingTable table) {
		TableViews views = this.registry.views(table);
		this.routes.pickers().open(views);
		TableSlots current = this.slots;
		ActiveTable before = this.active;
		if (current != null && before != null && table.sameRoutes(before.table()) && current.fit(views)) {
			current.update(views);
		}
		else {
			TableSlots fresh = new TableSlots(views);
			try {
				refresh(table, fresh);
			}
			catch (IllegalStateException ex) {
				return new ActivationResult.Refused(table.generation(), String.valueOf(ex.getMessage()));
			}
			this.slots = fresh;
		}
		SortedMap<SocketName, List<ListenerEntry>> wanted = new TreeMap<>();
		for (ListenerEntry listener : table.listeners()) {
			for (SocketName socket : this.naming.of(listener)) {
				wanted.computeIfAbsent(socket, (_) -> new ArrayList<>()).add(listener);
			}
		}
		SortedMap<SocketName, String> refused = this.sockets.bind(wanted);
		this.sockets.retain(wanted.keySet());
		this.active = new ActiveTable(table, views, System.currentTimeMillis());
		return new ActivationResult.Active(table.generation(), refusedListeners(table, refused));
	}

	/**
	 * Makes routes of the table and swaps the index, or leaves all as it was and throws.
	 */
	private void refresh(RoutingTable table, TableSlots fresh) {
		List<RouteDefinition> before = this.routes.definitions().get();
		this.routes.definitions().set(RouteDefinitionEmitter.emit(table, fresh, this.naming));
		try {
			awaitRefresh();
			Map<String, CompiledRule> now = compile(this.compiled);
			this.routes.active().swap(new RouteIndexCompiler(this.naming).compile(table, now));
			this.compiled = now;
		}
		catch (IllegalStateException ex) {
			this.routes.definitions().set(before);
			this.routes.events().publishEvent(new RefreshRoutesEvent(this));
			throw ex;
		}
	}

	private void awaitRefresh() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.refresh = done;
		this.routes.events().publishEvent(new RefreshRoutesEvent(this));
		try {
			done.get(REFRESH_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while routes were refreshed", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("routes could not be made: " + ex.getCause(), ex);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("routes were not made within " + REFRESH_TIMEOUT, ex);
		}
		finally {
			this.refresh = null;
		}
	}

	private Map<String, CompiledRule> compile(Map<String, CompiledRule> before) {
		RuleCompiler compiler = new RuleCompiler(this.routes.handler(), this.factories, before);
		Map<String, CompiledRule> now = new HashMap<>();
		List<Route> made = this.routes.locator().getRoutes().collectList().block(REFRESH_TIMEOUT);
		for (Route route : (made != null) ? made : List.<Route>of()) {
			if (route.getMetadata().get(RuleView.METADATA_KEY) instanceof RuleView view) {
				now.put(view.id(), compiler.compile(view, route));
			}
		}
		return now;
	}

	/**
	 * Takes note of the end of a refresh.
	 * @param event says how it ended
	 */
	@EventListener
	public void refreshed(RefreshRoutesResultEvent event) {
		CompletableFuture<Void> waiting = this.refresh;
		if (waiting != null) {
			if (event.isSuccess()) {
				waiting.complete(null);
			}
			else {
				waiting.completeExceptionally(event.getThrowable());
			}
		}
	}

	private SortedMap<ListenerKey, String> refusedListeners(RoutingTable table, SortedMap<SocketName, String> refused) {
		SortedMap<ListenerKey, String> listeners = new TreeMap<>();
		for (ListenerEntry listener : table.listeners()) {
			for (SocketName socket : this.naming.of(listener)) {
				String cause = refused.get(socket);
				if (cause != null) {
					listeners.put(listener.key(), socket + " can't be bound: " + cause);
				}
			}
		}
		return listeners;
	}

	/**
	 * Is what makes and serves routes.
	 *
	 * @param definitions gives Spring Cloud Gateway the definitions
	 * @param locator knows the routes that were made
	 * @param handler knows the filters of a route
	 * @param active holds the routes that are served
	 * @param pickers the connections to endpoint pickers
	 * @param events where a refresh is asked for
	 */
	record Routes(TableRouteDefinitionLocator definitions, RouteLocator locator, RuleWebHandler handler,
			ActiveRoutes active, PickerConnections pickers, ApplicationEventPublisher events) {
	}

}

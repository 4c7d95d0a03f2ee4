package dev.penstock.app.routing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerProtocol;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.filters.route.CompiledRule;
import dev.penstock.filters.route.RouteIndex;
import dev.penstock.filters.route.RouteRequest;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.route.Route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RouteIndexCompilerTests {

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "default", "gw");

	private static final ListenerKey HTTP = new ListenerKey(GATEWAY, "http");

	private final RouteIndexCompiler compiler = new RouteIndexCompiler(new SocketNaming("127.0.0.1"));

	@Test
	void ruleIsFoundOnTheSocketOfItsListener() {
		RouteIndex<CompiledRule> index = compile(List.of(listener("http", List.of(), 80, null)),
				rule(0, new PathMatch.Prefix("/"), HTTP));
		assertThat(found(index, "127.0.0.1:80", "any.example.com", "/x")).isEqualTo("default/route/0");
		assertThat(found(index, "127.0.0.1:81", "any.example.com", "/x")).isNull();
	}

	@Test
	void ruleIsFoundOnEachAddressThatItsGatewayAsksFor() {
		RouteIndex<CompiledRule> index = compile(List.of(listener("http", List.of("10.0.0.1", "10.0.0.2"), 80, null)),
				rule(0, new PathMatch.Prefix("/"), HTTP));
		assertThat(found(index, "10.0.0.1:80", "x", "/")).isEqualTo("default/route/0");
		assertThat(found(index, "10.0.0.2:80", "x", "/")).isEqualTo("default/route/0");
		assertThat(found(index, "127.0.0.1:80", "x", "/")).isNull();
	}

	@Test
	void listenerWithoutRulesKeepsItsHostFromLessSpecificListeners() {
		RouteIndex<CompiledRule> index = compile(
				List.of(listener("http", List.of(), 80, null), listener("own", List.of(), 80, "own.example.com")),
				rule(0, new PathMatch.Prefix("/"), HTTP));
		assertThat(found(index, "127.0.0.1:80", "own.example.com", "/")).isNull();
		assertThat(found(index, "127.0.0.1:80", "other.example.com", "/")).isEqualTo("default/route/0");
	}

	@Test
	void eachKindOfPathIsCompiledAsWhatItIs() {
		RouteIndex<CompiledRule> index = compile(List.of(listener("http", List.of(), 80, null)),
				rule(0, new PathMatch.Exact("/exact"), HTTP), rule(1, new PathMatch.Prefix("/prefix"), HTTP),
				rule(2, new PathMatch.Regex("/re[0-9]+"), HTTP));
		assertThat(found(index, "127.0.0.1:80", "x", "/exact")).isEqualTo("default/route/0");
		assertThat(found(index, "127.0.0.1:80", "x", "/exact/more")).isNull();
		assertThat(found(index, "127.0.0.1:80", "x", "/prefix/more")).isEqualTo("default/route/1");
		assertThat(found(index, "127.0.0.1:80", "x", "/re12")).isEqualTo("default/route/2");
		assertThat(found(index, "127.0.0.1:80", "x", "/re12/more")).isNull();
	}

	@Test
	void headersAndQueryParametersAreCompiledByTheirKind() {
		RouteMatch match = new RouteMatch(new PathMatch.Prefix("/"), null,
				List.of(new ValueMatch.Regex("x-tier", "g.*")), List.of(new ValueMatch.Exact("q", "g.*")));
		RouteIndex<CompiledRule> index = compile(List.of(listener("http", List.of(), 80, null)), rule(0, match, HTTP));
		assertThat(find(index, new Request("/", List.of("gold"), List.of("g.*")))).isEqualTo("default/route/0");
		assertThat(find(index, new Request("/", List.of("gold"), List.of("gold")))).isNull();
		assertThat(find(index, new Request("/", List.of("silver"), List.of("g.*")))).isNull();
	}

	@Test
	void bindingToAListenerThatTheTableDoesNotHaveIsLeftOut() {
		RouteIndex<CompiledRule> index = compile(List.of(listener("http", List.of(), 80, null)),
				rule(0, new PathMatch.Prefix("/"), new ListenerKey(GATEWAY, "gone")));
		assertThat(found(index, "127.0.0.1:80", "x", "/")).isNull();
	}

	@Test
	void ruleWithoutARouteIsABrokenInvariant() {
		RoutingTable table = table(List.of(), List.of(rule(0, new PathMatch.Prefix("/"), HTTP)));
		assertThatIllegalStateException().isThrownBy(() -> this.compiler.compile(table, Map.of()))
			.withMessageContaining("default/route/0");
	}

	private RouteIndex<CompiledRule> compile(List<ListenerEntry> listeners, RouteRule... rules) {
		Map<String, CompiledRule> compiled = new TreeMap<>();
		for (RouteRule rule : rules) {
			RuleView view = new RuleView(rule.id(), "default/route", new WeightedBackends(List.of()), null, null, null,
					List.of(), Map.of());
			Route route = Route.async()
				.id(rule.id())
				.uri(URI.create("penstock://backends"))
				.predicate((_) -> true)
				.build();
			compiled.put(rule.id(), new CompiledRule(view, route, List.of(), Map.of()));
		}
		return this.compiler.compile(table(listeners, List.of(rules)), compiled);
	}

	private static RoutingTable table(List<ListenerEntry> listeners, List<RouteRule> rules) {
		return new RoutingTable(1, listeners, rules, new TreeMap<>(), new TreeMap<>());
	}

	private static ListenerEntry listener(String name, List<String> addresses, int port, @Nullable String hostname) {
		return new ListenerEntry(GATEWAY, name, addresses, port, port, ListenerProtocol.HTTP, hostname, null);
	}

	private static RouteRule rule(int index, PathMatch path, ListenerKey listener) {
		return rule(index, new RouteMatch(path, null, List.of(), List.of()), listener);
	}

	private static RouteRule rule(int index, RouteMatch match, ListenerKey listener) {
		return new RouteRule(new ResourceKey("HTTPRoute", "default", "route"), index, null,
				List.of(new ListenerBinding(listener, List.of())), List.of(match), List.of(), List.of(),
				RouteTimeouts.NONE, null);
	}

	private static @Nullable String found(RouteIndex<CompiledRule> index, String socket, String host, String path) {
		CompiledRule rule = index.find(socket, host, new Request(path, List.of(), List.of()));
		return (rule != null) ? rule.view().id() : null;
	}

	private static @Nullable String find(RouteIndex<CompiledRule> index, Request request) {
		CompiledRule rule = index.find("127.0.0.1:80", "x", request);
		return (rule != null) ? rule.view().id() : null;
	}

	private record Request(String path, List<String> headers, List<String> params) implements RouteRequest {

		@Override
		public String method() {
			return "GET";
		}

		@Override
		public List<String> header(String name) {
			return this.headers;
		}

		@Override
		public List<String> queryParam(String name) {
			return this.params;
		}

	}

}

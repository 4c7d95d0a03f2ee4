package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.PickerBinding;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.FromNamespaces;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

class TranslatorTests {

	private static final int SEEDS = 2_000;

	// What holds for all objects

	@Test
	void neverThrowsAndNamesInItsTableOnlyWhatIsThere() throws Throwable {
		forEachSeed((resources) -> {
			RoutingTable table = Fixtures.translate(resources).table();
			Set<ListenerKey> listeners = table.listeners().stream().map(ListenerEntry::key).collect(Collectors.toSet());
			for (RouteRule rule : table.routes()) {
				assertThat(rule.matches()).isNotEmpty();
				assertThat(rule.bindings()).isNotEmpty()
					.extracting(ListenerBinding::listener)
					.doesNotHaveDuplicates()
					.allMatch(listeners::contains);
				for (WeightedBackend backend : rule.backends()) {
					switch (backend.target()) {
						case BackendTarget.Pool(var pool) -> assertThat(table.pools()).containsKey(pool);
						case BackendTarget.Service(var service) -> assertThat(table.services()).containsKey(service);
						case BackendTarget.Unresolved unresolved -> assertThat(unresolved.message()).isNotEmpty();
					}
				}
			}
			table.pools().values().forEach((pool) -> {
				if (pool.picker() instanceof PickerBinding.ExtProc(var service, var _, var _)) {
					assertThat(table.services()).containsKey(service);
				}
			});
		});
	}

	@Test
	void theRandomObjectsAreNotAllBroken() throws Throwable {
		Set<Integer> served = new HashSet<>();
		Set<String> pickers = new HashSet<>();
		forEachSeed((resources) -> {
			RoutingTable table = Fixtures.translate(resources).table();
			served.add(table.routes().size());
			table.pools().values().forEach((pool) -> pickers.add(pool.picker().getClass().getSimpleName()));
		});
		assertThat(served).hasSizeGreaterThan(10);
		assertThat(pickers).containsExactlyInAnyOrder("BuiltIn", "ExtProc", "Invalid");
	}

	@Test
	void doesNotDependOnTheOrderOfTheObjects() throws Throwable {
		Random random = new Random(3);
		forEachSeed((resources) -> {
			// Where two objects have one key the last one counts, which is not about
			// order.
			List<Resource> distinct = new ArrayList<>(
					resources.stream().collect(Collectors.toMap(Resource::key, (r) -> r, (a, b) -> b)).values());
			Translation translation = Fixtures.translate(distinct);
			Collections.shuffle(distinct, random);
			assertThat(Fixtures.translate(distinct)).isEqualTo(translation);
		});
	}

	@Test
	void noRouteTouchesAnother() throws Throwable {
		forEachSeed((mixed) -> {
			// HTTPRoutes and GRPCRoutes take host names from each other, as they must.
			List<Resource> resources = mixed.stream().filter((r) -> !r.key().kind().equals("GRPCRoute")).toList();
			Translation all = Fixtures.translate(resources);
			List<ResourceKey> routes = keys(resources, HttpRoute.class);
			if (!routes.isEmpty()) {
				ResourceKey gone = routes.getFirst();
				Translation without = Fixtures
					.translate(resources.stream().filter((r) -> !r.key().equals(gone)).toList());
				assertThat(without.table().routes())
					.isEqualTo(all.table().routes().stream().filter((rule) -> !rule.route().equals(gone)).toList());
				assertThat(without.table().listeners()).isEqualTo(all.table().listeners());
				assertThat(all.table().pools()).containsAllEntriesOf(without.table().pools());
				assertThat(all.table().services()).containsAllEntriesOf(without.table().services());
			}
		});
	}

	@Test
	void aPoolTouchesOnlyTheRoutesThatReferToIt() throws Throwable {
		forEachSeed((resources) -> {
			Translation all = Fixtures.translate(resources);
			List<ResourceKey> pools = keys(resources, InferencePool.class);
			if (!pools.isEmpty()) {
				ResourceKey gone = pools.getFirst();
				Translation without = Fixtures
					.translate(resources.stream().filter((r) -> !r.key().equals(gone)).toList());
				BackendTarget target = new BackendTarget.Pool(gone);
				for (int i = 0; i < all.table().routes().size(); i++) {
					RouteRule rule = all.table().routes().get(i);
					if (!rule.targets().contains(target)) {
						assertThat(without.table().routes().get(i)).isEqualTo(rule);
					}
				}
			}
		});
	}

	@Test
	void saysWhyWheneverSomethingIsNotServed() throws Throwable {
		forEachSeed((resources) -> {
			Translation translation = Fixtures.translate(resources);
			Set<ResourceKey> explained = translation.report()
				.problems()
				.stream()
				.map(Problem::object)
				.collect(Collectors.toSet());
			translation.report()
				.routes()
				.forEach((route, status) -> status.parents()
					.stream()
					.flatMap((parent) -> parent.conditions().stream())
					.filter((condition) -> condition.status() == Condition.Status.FALSE)
					.forEach((condition) -> assertThat(explained).contains(route)));
			translation.report()
				.policies()
				.forEach((policy, status) -> status.ancestors()
					.stream()
					.flatMap((ancestor) -> ancestor.conditions().stream())
					.filter((condition) -> condition.status() == Condition.Status.FALSE)
					.forEach((condition) -> assertThat(explained).contains(policy)));
		});
	}

	// What no manifest gets past the schema

	@Test
	void servesNoneOfTwoListenersWithTheSamePortAndHostName() {
		Gateway gateway = Fixtures.gateway("gw", Fixtures.listener("a", 80, null), Fixtures.listener("b", 80, null),
				Fixtures.listener("c", 80, "c.example.com"));
		Translation translation = Fixtures.translate(List.of(gateway));
		assertThat(translation.table().listeners()).extracting(ListenerEntry::name).containsExactly("c");
		assertThat(reasons(translation, "a")).isEqualTo(reasons(translation, "b"))
			.containsExactly("Accepted=False HostnameConflict", "Conflicted=True HostnameConflict",
					"Programmed=False Invalid", "ResolvedRefs=True ResolvedRefs");
	}

	@Test
	void letsNothingAttachWhereTheListenerAllowsNoNamespace() {
		Translation translation = Fixtures
			.translate(List.of(Fixtures.gateway("gw", Fixtures.listener("a", 80, null, FromNamespaces.NONE)),
					Fixtures.route("r", List.of(Fixtures.parent("gw")), List.of(), Fixtures.rule(PathMatch.ANY))));
		assertThat(translation.table().routes()).isEmpty();
		assertThat(accepted(translation)).isEqualTo("NotAllowedByListeners");
	}

	@Test
	void refusesARouteWithAnExpressionThatCannotBeCompiled() {
		Translation translation = Fixtures
			.translate(List.of(Fixtures.gateway("gw", Fixtures.listener("a", 80, null)), Fixtures.route("r",
					List.of(Fixtures.parent("gw")), List.of(), Fixtures.rule(new PathMatch.Regex("/(a")))));
		assertThat(translation.table().routes()).isEmpty();
		assertThat(accepted(translation)).isEqualTo("UnsupportedValue");
		assertThat(translation.report().problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.field()).isEqualTo("spec.rules[0].matches[0].path.value"));
	}

	@Test
	void resolvesNoServiceWithoutAPort() {
		Translation translation = Fixtures.translate(List.of(Fixtures.gateway("gw", Fixtures.listener("a", 80, null)),
				Fixtures.service("s", 80), Fixtures.route("r", List.of(Fixtures.parent("gw")), List.of(),
						Fixtures.rule(PathMatch.ANY, Fixtures.toService("s", null)))));
		assertThat(translation.report().problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.text()).isEqualTo("spec.rules[0].backendRefs[0].port: "
					+ "a port is required to refer to Service default/s; add one of its ports: 80"));
	}

	// A large cluster

	@Test
	void translatesALargeCluster() {
		List<Resource> resources = new ArrayList<>();
		resources.add(Fixtures.gateway("gw",
				IntStream.range(0, 8)
					.mapToObj((i) -> Fixtures.listener("l" + i, 8000 + i, (i % 2 == 0) ? null : "*.example.com"))
					.toArray(Gateway.Listener[]::new)));
		for (int i = 0; i < 200; i++) {
			resources.add(Fixtures.pool("p" + i, Map.of("app", "llm", "pool", "p" + i), "s" + i));
			resources.add(Fixtures.service("s" + i, 9002));
			resources.add(Fixtures.slice("e" + i, "s" + i, "10.1.0." + i));
		}
		for (int i = 0; i < 5_000; i++) {
			resources.add(Fixtures.route("r" + i, List.of(Fixtures.parent("gw")), List.of("h" + i + ".example.com"),
					Fixtures.rule(new PathMatch.Prefix("/v1"), Fixtures.toPool("p" + i % 200)),
					Fixtures.rule(PathMatch.ANY, Fixtures.toService("s" + i % 200, 9002))));
		}
		for (int i = 0; i < 10_000; i++) {
			resources.add(Fixtures.pod("pod" + i, Map.of("app", "llm", "pool", "p" + i % 200),
					"10.2." + i / 250 + "." + i % 250));
		}
		RoutingTable table = Fixtures.translate(resources).table();
		assertThat(table.routes()).hasSize(10_000);
		assertThat(table.pools()).hasSize(200);
		assertThat(table.pools().values()).allSatisfy((pool) -> assertThat(pool.endpoints()).hasSize(50));
	}

	private static void forEachSeed(ThrowingConsumer<List<Resource>> property) throws Throwable {
		for (int seed = 0; seed < SEEDS; seed++) {
			try {
				property.accept(RandomResources.of(seed));
			}
			catch (Throwable ex) {
				throw new AssertionError("Does not hold for seed " + seed, ex);
			}
		}
	}

	private static List<ResourceKey> keys(List<Resource> resources, Class<? extends Resource> type) {
		return resources.stream().filter(type::isInstance).map(Resource::key).toList();
	}

	private static List<String> reasons(Translation translation, String listener) {
		return translation.report()
			.gateways()
			.values()
			.stream()
			.flatMap((status) -> status.listeners().stream())
			.filter((status) -> status.name().equals(listener))
			.flatMap((status) -> status.conditions().stream())
			.map((condition) -> condition.type() + "=" + condition.status() + " " + condition.reason())
			.toList();
	}

	private static String accepted(Translation translation) {
		return translation.report()
			.routes()
			.values()
			.iterator()
			.next()
			.parents()
			.getFirst()
			.conditions()
			.getFirst()
			.reason();
	}

}

package dev.penstock.discovery.translate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Address;
import dev.penstock.discovery.resource.Gateway.Infrastructure;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.TranslationSettings.InferencePools;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Tests what is different where each Gateway has a data plane of its own. */
class ClusterTranslationTests {

	private static final GatewayClass CLASS = new GatewayClass(metadata("GatewayClass", "", "penstock"),
			TranslationSettings.CONTROLLER_NAME, null);

	private static Metadata metadata(String kind, String namespace, String name) {
		return new Metadata(new ResourceKey(kind, namespace, name), 1, Instant.EPOCH, Map.of(), Map.of(), false);
	}

	private static Translation translate(InferencePools pools, Resource... resources) {
		return new Translator(TranslationSettings.onCluster(pools))
			.translate(ClusterSnapshot.of(1, List.of(resources)));
	}

	@Test
	void listenersOfTwoGatewaysAreInNobodysWay() {
		Gateway one = Fixtures.gateway("one", Fixtures.listener("http", 8080, null));
		Gateway two = Fixtures.gateway("two", Fixtures.listener("http", 8080, null));
		Translation translation = translate(InferencePools.SERVED, CLASS, one, two);
		assertThat(translation.table().listeners()).hasSize(2);
		assertThat(translation.report().problems()).isEmpty();
	}

	@Test
	void portsThatNeedAPrivilegeAreBoundElsewhereSoThatAServiceCanMapThem() {
		Gateway gateway = Fixtures.gateway("one", Fixtures.listener("http", 80, null),
				Fixtures.listener("more", 8080, null));
		assertThat(translate(InferencePools.SERVED, CLASS, gateway).table().listeners())
			.extracting(ListenerEntry::port, ListenerEntry::bindPort)
			.containsExactly(tuple(80, 20080), tuple(8080, 8080));
	}

	@Test
	void addressesAndParametersAreForTheDataPlanesService() {
		Gateway plain = Fixtures.gateway("one", Fixtures.listener("http", 8080, null));
		Gateway gateway = new Gateway(plain.metadata(), plain.className(), plain.listeners(),
				List.of(new Address("IPAddress", "192.0.2.1")),
				new Infrastructure(Map.of(), Map.of(), new ObjectReference("", "ConfigMap", null, "sizes")),
				Gateway.GatewayTls.NONE, Gateway.AllowedListeners.NONE);
		Translation translation = translate(InferencePools.SERVED, CLASS, gateway);
		assertThat(translation.table().listeners()).singleElement()
			.extracting(ListenerEntry::addresses)
			.isEqualTo(List.of());
	}

	@Test
	void poolsThatAreOffSayWhichValueToSet() {
		HttpRoute route = new HttpRoute(metadata("HTTPRoute", "default", "route"),
				List.of(new ParentReference("gateway.networking.k8s.io", "Gateway", null, "one", null, null)),
				List.of(),
				List.of(new Rule(
						null, List.of(), List.of(), List.of(new BackendReference("inference.networking.k8s.io",
								"InferencePool", null, "llm", null, 1, List.of())),
						RouteTimeouts.NONE, null, List.of())));
		Translation translation = translate(InferencePools.OFF, CLASS,
				Fixtures.gateway("one", Fixtures.listener("http", 8080, null)), route);
		Condition condition = translation.report()
			.routes()
			.get(route.key())
			.parents()
			.getFirst()
			.conditions()
			.stream()
			.filter((found) -> found.type().equals("ResolvedRefs"))
			.findFirst()
			.orElseThrow();
		assertThat(condition.status()).isEqualTo(Condition.Status.FALSE);
		assertThat(condition.message()).contains("inferenceExtension.enabled=true");
	}

}

package dev.penstock.app;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.GrpcClient;
import dev.penstock.app.harness.GrpcUpstream;
import dev.penstock.app.harness.LeaksFail;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.TestAuthority;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests listeners of ListenerSets. */
@ExtendWith(LeaksFail.class)
class ListenerSetTests {

	private static ControlledUpstream upstream;

	private final Site site = TestGateway.shared().site();

	private final int other = Ports.free();

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.named("hello");
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	private String gateway(String from) {
		return this.site
			.gateway("gw",
					"[{name: http, port: %d, protocol: HTTP, hostname: gw.example.com}]".formatted(this.site.port()))
			.replace("  listeners:", "  allowedListeners: {namespaces: {from: " + from + "}}\n  listeners:");
	}

	private String set(String name, String... listeners) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: ListenerSet
				metadata: {name: %s, namespace: %s}
				spec:
				  parentRef: {name: gw}
				  listeners: [%s]
				""".formatted(name, this.site.namespace(), String.join(", ", listeners));
	}

	private static String listener(String name, int port, String hostname) {
		return "{name: %s, port: %d, protocol: HTTP, hostname: %s}".formatted(name, port, hostname);
	}

	private String route(String name, String parent, String path) {
		return this.site.routeAt(name, parent, "[]",
				this.site.rule("{path: {type: PathPrefix, value: " + path + "}}", this.site.serviceRef("up", "")));
	}

	private int status(int port, String host, String path) {
		return Client.http1WithNewConnections(port).get(path, "host", host).status();
	}

	@Test
	void routesAreServedByTheListenersOfWhatTheyName() {
		this.site.apply(gateway("Same"),
				set("ls", listener("one", this.site.port(), "one.example.com"),
						listener("two", this.other, "two.example.com")),
				route("gateway", "{name: gw}", "/gateway"), route("set", "{kind: ListenerSet, name: ls}", "/set"),
				route("section", "{kind: ListenerSet, name: ls, sectionName: two}", "/section"),
				route("both", "{name: gw}, {kind: ListenerSet, name: ls}", "/both"),
				this.site.service("up", "", upstream.port()));
		assertThat(status(this.site.port(), "gw.example.com", "/gateway")).isEqualTo(200);
		assertThat(status(this.site.port(), "one.example.com", "/gateway")).isEqualTo(404);
		assertThat(status(this.other, "two.example.com", "/gateway")).isEqualTo(404);
		assertThat(status(this.site.port(), "gw.example.com", "/set")).isEqualTo(404);
		assertThat(status(this.site.port(), "one.example.com", "/set")).isEqualTo(200);
		assertThat(status(this.other, "two.example.com", "/set")).isEqualTo(200);
		assertThat(status(this.site.port(), "one.example.com", "/section")).isEqualTo(404);
		assertThat(status(this.other, "two.example.com", "/section")).isEqualTo(200);
		assertThat(status(this.site.port(), "gw.example.com", "/both")).isEqualTo(200);
		assertThat(status(this.site.port(), "one.example.com", "/both")).isEqualTo(200);
		assertThat(status(this.other, "two.example.com", "/both")).isEqualTo(200);
		assertThat(TestGateway.shared().actuator("penstock").body())
			.contains("ListenerSet " + this.site.namespace() + "/ls/one");
	}

	@Test
	void aSetThatIsNotAllowedListensNowhere() {
		String[] rest = { set("ls", listener("one", this.site.port(), "one.example.com")),
				route("set", "{kind: ListenerSet, name: ls}", "/"), this.site.service("up", "", upstream.port()) };
		this.site.apply(gateway("None"), rest[0], rest[1], rest[2]);
		assertThat(status(this.site.port(), "one.example.com", "/")).isEqualTo(404);
		this.site.apply(gateway("All"), rest[0], rest[1], rest[2]);
		assertThat(status(this.site.port(), "one.example.com", "/")).isEqualTo(200);
	}

	@Test
	void aPortIsLeftWhenItsSetGoes() {
		this.site.apply(gateway("Same"), set("ls", listener("two", this.other, "two.example.com")),
				route("set", "{kind: ListenerSet, name: ls}", "/"), this.site.service("up", "", upstream.port()));
		assertThat(status(this.other, "two.example.com", "/")).isEqualTo(200);
		this.site.apply(gateway("Same"), route("set", "{kind: ListenerSet, name: ls}", "/"),
				this.site.service("up", "", upstream.port()));
		assertThat(TestGateway.shared().actuator("penstock").body()).doesNotContain(":" + this.other);
	}

	@Test
	void aListenerThatConflictsGivesWayToItsGateways() {
		this.site.apply(gateway("Same"),
				set("ls", listener("taken", this.site.port(), "gw.example.com"),
						listener("free", this.site.port(), "free.example.com")),
				route("gateway", "{name: gw}", "/gateway"), route("set", "{kind: ListenerSet, name: ls}", "/set"),
				this.site.service("up", "", upstream.port()));
		assertThat(status(this.site.port(), "gw.example.com", "/gateway")).isEqualTo(200);
		assertThat(status(this.site.port(), "gw.example.com", "/set")).isEqualTo(404);
		assertThat(status(this.site.port(), "free.example.com", "/set")).isEqualTo(200);
	}

	@Test
	void tlsIsEndedWithTheCertificateOfTheSet() {
		this.site.apply(gateway("Same"),
				set("ls",
						"{name: https, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}"
							.formatted(this.other)),
				this.site.secret("cert", TestAuthority.create().issue("dns:a.example.com")),
				route("set", "{kind: ListenerSet, name: ls}", "/"), this.site.service("up", "", upstream.port()));
		assertThat(Client.tls("h2", this.other, "a.example.com", null).get("/", "host", "a.example.com").text())
			.isEqualTo("hello");
	}

	@Test
	void grpcRoutesAttachToSets() {
		try (GrpcUpstream server = GrpcUpstream.named("one"); GrpcClient client = GrpcClient.plaintext(this.other)) {
			this.site.apply(gateway("Same"), set("ls", listener("two", this.other, "two.example.com")),
					this.site.grpcRouteAt("calls", "{kind: ListenerSet, name: ls}", "[]",
							this.site.ruleWith("matches: []", this.site.serviceRef("grpc", ""))),
					this.site.service("grpc", "", server.port()));
			assertThat(client.call("pkg.Echo/Echo", "two.example.com").text()).isEqualTo("one");
		}
	}

}

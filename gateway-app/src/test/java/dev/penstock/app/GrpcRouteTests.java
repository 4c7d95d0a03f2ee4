package dev.penstock.app;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.GrpcClient;
import dev.penstock.app.harness.GrpcClient.Answer;
import dev.penstock.app.harness.GrpcUpstream;
import dev.penstock.app.harness.LeaksFail;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import dev.penstock.testkit.picker.TestAuthority;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests GRPCRoutes by gRPC. */
@ExtendWith(LeaksFail.class)
class GrpcRouteTests {

	private static final String AT_GATEWAY = "{name: gw}";

	private static final String EVERY_HOST = "[]";

	private static GrpcUpstream one;

	private static GrpcUpstream two;

	private static GrpcUpstream three;

	private final Site site = TestGateway.shared().site();

	private final GrpcClient client = GrpcClient.plaintext(this.site.port());

	@BeforeAll
	static void start() {
		one = GrpcUpstream.named("one");
		two = GrpcUpstream.named("two");
		three = GrpcUpstream.named("three");
	}

	@AfterAll
	static void stop() {
		one.close();
		two.close();
		three.close();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	private void apply(String... documents) {
		String[] all = java.util.Arrays.copyOf(documents, documents.length + 3);
		all[documents.length] = this.site.service("one", "", one.port());
		all[documents.length + 1] = this.site.service("two", "", two.port());
		all[documents.length + 2] = this.site.service("three", "", three.port());
		this.site.apply(all);
	}

	private String to(String match, String service) {
		return this.site.rule(match, this.site.serviceRef(service, ""));
	}

	private String everything(String service) {
		return this.site.ruleWith("matches: []", this.site.serviceRef(service, ""));
	}

	private void route(String... rules) {
		apply(this.site.gateway(), this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, rules));
	}

	private String called(String method, String... headers) {
		return this.client.call(method, "a.example.com", headers).text();
	}

	@Test
	void methodsAreMatchedExactlyAndTheRestIsUnimplemented() {
		route(to("{method: {service: pkg.Echo, method: Echo}}", "one"),
				to("{method: {service: pkg.Echo, method: EchoTwo}}", "two"));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("one");
		assertThat(called("pkg.Echo/EchoTwo")).isEqualTo("two");
		Answer none = this.client.call("pkg.Echo/EchoThree", "a.example.com");
		assertThat(none.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
		assertThat(none.status().getDescription()).contains("no route matches").contains("/pkg.Echo/EchoThree");
		assertThat(none.trailer("x-penstock-reason")).isEqualTo("no_route");
		assertThat(called("pkg.echo/Echo")).isEqualTo("UNIMPLEMENTED");
	}

	@Test
	void aServiceCountsMoreThanAMethodAndAMethodMoreThanHeaders() {
		route(to("{headers: [{name: x, value: '1'}, {name: y, value: '1'}]}", "three"),
				to("{method: {method: Get}}", "two"), to("{method: {service: pkg.Echo}}", "one"));
		assertThat(called("pkg.Echo/Get")).isEqualTo("one");
		assertThat(called("pkg.Other/Get", "x", "1", "y", "1")).isEqualTo("two");
		assertThat(called("pkg.Other/Put", "x", "1", "y", "1")).isEqualTo("three");
		assertThat(called("pkg.Other/Put")).isEqualTo("UNIMPLEMENTED");
	}

	@ParameterizedTest
	@CsvSource({ "pkg.v1.Echo/Get, one", "pkg.v1.Echo/List, UNIMPLEMENTED", "pkg.Echo/GetAll, two",
			"other.Echo/Get, UNIMPLEMENTED" })
	void servicesAndMethodsAreMatchedByExpressions(String method, String answer) {
		route(to("{method: {type: RegularExpression, service: 'pkg[.]v[0-9]+[.].*', method: 'Get|Put'}}", "one"),
				to("{method: {type: RegularExpression, service: 'pkg[.]Echo'}}", "two"));
		assertThat(called(method)).isEqualTo(answer);
	}

	@ParameterizedTest
	@CsvSource({ "'version,one', one", "'version,two', two", "'version,two,color,orange', one", "'color,blue', one",
			"'color,green', one", "'color,red', two", "'color,yellow', two", "'version,two,color,blue', two",
			"'color,orange', UNIMPLEMENTED", "'some-other-header,one', UNIMPLEMENTED" })
	void headersAreMatched(String headers, String answer) {
		route(to("{headers: [{name: version, value: one}]}", "one"),
				to("{headers: [{name: Version, value: two}]}", "two"),
				to("{headers: [{name: version, value: two}, {name: color, value: orange}]}", "one"),
				this.site.ruleWith(
						"matches: [{headers: [{name: color, value: blue}]}, {headers: [{name: color, value: green}]}]",
						this.site.serviceRef("one", "")),
				to("{headers: [{name: color, type: RegularExpression, value: 'red|yellow'}]}", "two"));
		assertThat(called("pkg.Echo/Echo", headers.split(","))).isEqualTo(answer);
	}

	@ParameterizedTest
	@CsvSource({ "bar.com, one", "foo.bar.com, two", "baz.bar.com, three", "multiple.prefixes.bar.com, three",
			"multiple.prefixes.foo.com, three", "foo.com, UNIMPLEMENTED", "no.matching.host, UNIMPLEMENTED" })
	void theListenerIsChosenByTheHost(String host, String answer) {
		String listener = "{name: %s, port: " + this.site.port() + ", protocol: HTTP, hostname: '%s'}";
		apply(this.site.gateway("gw",
				"[" + listener.formatted("a", "bar.com") + ", " + listener.formatted("b", "foo.bar.com") + ", "
						+ listener.formatted("c", "*.bar.com") + ", " + listener.formatted("d", "*.foo.com") + "]"),
				this.site.grpcRouteAt("one", "{name: gw, sectionName: a}", EVERY_HOST, everything("one")),
				this.site.grpcRouteAt("two", "{name: gw, sectionName: b}", EVERY_HOST, everything("two")),
				this.site.grpcRouteAt("three", "{name: gw, sectionName: c}, {name: gw, sectionName: d}", EVERY_HOST,
						everything("three")));
		assertThat(this.client.call("pkg.Echo/Echo", host).text()).isEqualTo(answer);
	}

	@Test
	void callsAreSharedByWeight() {
		route(this.site.ruleWith("name: named", this.site.serviceRef("one", ", weight: 70"),
				this.site.serviceRef("two", ", weight: 30"), this.site.serviceRef("three", ", weight: 0")));
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 60; i++) {
			seen.add(called("pkg.Echo/Echo"));
		}
		assertThat(seen).containsExactlyInAnyOrder("one", "two");
	}

	@Test
	void trailersAndHeadersPassInBothDirections() {
		apply(this.site.gateway(), this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, this.site.ruleWith(
				"filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-set, value: v}]}}]",
				this.site.serviceRef("one", ""))));
		one.calls().clear();
		Answer answer = this.client.call("pkg.Echo/Echo", "a.example.com", "x-mine", "m");
		assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
		assertThat(answer.trailer("x-served-by")).isEqualTo("one");
		assertThat(one.calls()).singleElement().satisfies((headers) -> {
			assertThat(header(headers, "x-mine")).isEqualTo("m");
			assertThat(header(headers, "x-set")).isEqualTo("v");
		});
	}

	private static String header(Metadata headers, String name) {
		return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
	}

	@Test
	void anHttpRouteAndAGrpcRouteOfOneNameLeadToTheSamePortByTheirProtocols() {
		try (ControlledUpstream both = ControlledUpstream
			.start((received) -> received.answer(200, received.protocol()))) {
			this.site.apply(this.site.gateway(),
					this.site.grpcRouteAt("same", AT_GATEWAY, "[grpc.example.com]", everything("both")),
					this.site.routeAt("same", AT_GATEWAY, "[web.example.com]", everything("both")),
					this.site.service("both", "", both.port()));
			Client http = Client.h2c(this.site.port());
			assertThat(http.post("/a.B/C", "x", "host", "web.example.com").text()).isEqualTo("HTTP/1.1");
			assertThat(http.post("/a.B/C", "x", "host", "grpc.example.com").text()).isEqualTo("HTTP/2.0");
		}
	}

	@Test
	void ofAnHttpRouteAndAGrpcRouteOfOneHostOneIsServed() {
		apply(this.site.gateway(), this.site.grpcRouteAt("a", AT_GATEWAY, "['*.example.com']", everything("one")),
				this.site.routeAt("b", AT_GATEWAY, "[a.example.com]", everything("two")));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("one");
	}

	@Test
	void endpointsOfAServiceMayChange() {
		route(everything("one"));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("one");
		this.site.apply(this.site.gateway(), this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, everything("one")),
				this.site.service("one", "", two.port()));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("two");
	}

	@Test
	void aPoolIsSentHttp2ThoughItSaysNothing() {
		this.site.apply(this.site.gateway(),
				this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST,
						this.site.ruleWith("matches: []", this.site.poolRef("pool"))),
				this.site.pool("pool", one.port()), this.site.pod("pod", "127.0.0.1", "True"));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("one");
	}

	@Test
	void thePickerOfAPoolIsAskedForCalls() {
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(Script.picking("127.0.0.1:" + two.port()))) {
			this.site.apply(this.site.gateway(),
					this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST,
							this.site.ruleWith("matches: []", this.site.poolRef("pool"))),
					this.site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}}", one.port(),
							two.port()),
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker.port()),
					this.site.pod("pod", "127.0.0.1", "True"));
			Answer answer = this.client.call("pkg.Echo/Echo", "a.example.com");
			assertThat(answer.text()).isEqualTo("two");
			assertThat(answer.trailer("x-served-by")).isEqualTo("two");
		}
	}

	@Test
	void aCallIsMirrored() {
		three.calls().clear();
		apply(this.site.gateway(),
				this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, this.site.ruleWith(
						"filters: [{type: RequestMirror, requestMirror: {backendRef: {name: three, port: 80}}}]",
						this.site.serviceRef("one", ""))));
		assertThat(called("pkg.Echo/Echo")).isEqualTo("one");
		org.awaitility.Awaitility.await()
			.atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(three.calls()).hasSize(1));
	}

	@Test
	void tlsIsEndedForCalls() throws SSLException {
		int port = Ports.free();
		apply(this.site.gateway("gw",
				"[{name: https, port: %d, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}]".formatted(port)),
				this.site.secret("cert", TestAuthority.create().issue("dns:a.example.com")),
				this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, everything("one")));
		SslContext trusting = GrpcSslContexts.forClient()
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.endpointIdentificationAlgorithm(null)
			.build();
		try (GrpcClient secure = GrpcClient.tls(port, trusting, "a.example.com")) {
			assertThat(secure.call("pkg.Echo/Echo", "a.example.com").text()).isEqualTo("one");
		}
	}

	@Test
	void anEndpointBehindAPolicyIsSentHttp2OverTls() {
		TestAuthority authority = TestAuthority.create();
		try (ControlledUpstream secure = ControlledUpstream.tls((received) -> received.answer(200, received.protocol()),
				authority.issue("dns:backend.example.com"), null)) {
			this.site.apply(this.site.gateway(),
					this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, everything("secure")),
					this.site.service("secure", "", secure.port()), this.site.authority("ca", authority.pem()), """
							apiVersion: gateway.networking.k8s.io/v1
							kind: BackendTLSPolicy
							metadata: {name: secure, namespace: %s}
							spec:
							  targetRefs: [{group: "", kind: Service, name: secure}]
							  validation:
							    hostname: backend.example.com
							    caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]
							""".formatted(this.site.namespace()));
			assertThat(Client.h2c(this.site.port()).post("/a.B/C", "x").text()).isEqualTo("HTTP/2.0");
			Received received = secure.next();
			assertThat(received.header("x-forwarded-proto")).isEqualTo(List.of("http"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "missing, UNAVAILABLE, invalid_backend", "empty, UNAVAILABLE, no_ready_endpoint",
			"dead, UNAVAILABLE, upstream_connect_failed" })
	void whatIsWrongWithABackendIsToldAsGrpcDoes(String service, Status.Code code, String reason) {
		apply(this.site.gateway(), this.site.grpcRouteAt("calls", AT_GATEWAY, EVERY_HOST, everything(service)),
				this.site.service("empty", ""), this.site.service("dead", "", Ports.free()));
		Answer answer = this.client.call("pkg.Echo/Echo", "a.example.com");
		assertThat(answer.status().getCode()).isEqualTo(code);
		assertThat(answer.status().getDescription()).isNotEmpty();
		assertThat(answer.trailer("x-penstock-reason")).isEqualTo(reason);
	}

	@Test
	void aRuleWithoutBackendsIsUnavailable() {
		route("{matches: [{method: {service: pkg.Echo}}]}");
		assertThat(called("pkg.Echo/Echo")).isEqualTo("UNAVAILABLE");
	}

	@Test
	void aRefusedCallIsOneHeadOfAResponse() {
		route(to("{method: {service: pkg.Echo}}", "one"));
		Reply reply = Client.h2c(this.site.port())
			.post("/pkg.Other/Any", "x", "host", "a.example.com", "content-type", "application/grpc+proto");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("content-type")).isEqualTo("application/grpc");
		assertThat(reply.header("grpc-status")).isEqualTo("12");
		assertThat(reply.header("grpc-message")).contains("no route matches");
		assertThat(reply.reason()).isEqualTo("no_route");
		assertThat(reply.body()).isEmpty();
	}

	@Test
	void whoMakesNoCallIsToldAsHttpDoes() {
		route(to("{method: {service: pkg.Echo}}", "one"));
		Reply reply = Client.h2c(this.site.port()).post("/pkg.Other/Any", "x", "host", "a.example.com");
		assertThat(reply.status()).isEqualTo(404);
		assertThat(reply.header("grpc-status")).isNull();
		assertThat(reply.json().at("/error/code").asString()).isEqualTo("no_route");
	}

}

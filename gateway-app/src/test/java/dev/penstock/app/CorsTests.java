package dev.penstock.app;

import java.util.Locale;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests CORS filters (GEP-1767), by the cases of the conformance suite and further ones.
 */
class CorsTests {

	private static ControlledUpstream upstream;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start(
				(received) -> received.answer(200, "served", "access-control-allow-origin", "https://from.upstream"));
		site = TestGateway.shared().site();
		site.apply(site.gateway(),
				site.route("cors", cors("/listed",
						"allowOrigins: ['https://www.foo.com', 'https://*.bar.com'], allowMethods: [GET, OPTIONS],"
								+ " allowHeaders: [x-header-1, x-header-2], exposeHeaders: [x-header-3, x-header-4],"
								+ " allowCredentials: true, maxAge: 3600"),
						cors("/methods", "allowOrigins: ['https://www.foo.com'], allowMethods: ['*']"),
						cors("/every", "allowOrigins: ['*'], allowMethods: [PUT], exposeHeaders: ['*']"),
						cors("/credentials",
								"allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'], exposeHeaders: ['*'],"
										+ " allowCredentials: true"),
						cors("/open", "allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*']"),
						"{matches: [{path: {value: /backend}}], backendRefs: [%s]}".formatted(site.serviceRef("echo",
								", filters: [{type: CORS, cors: {allowOrigins: ['https://www.foo.com']}}]")),
						site.rule("{path: {value: /none}}", site.serviceRef("echo", ""))),
				site.service("echo", "", upstream.port()));
	}

	private static String cors(String prefix, String fields) {
		return "{matches: [{path: {value: %s}}], filters: [{type: CORS, cors: {%s}}], backendRefs: [%s]}"
			.formatted(prefix, fields, site.serviceRef("echo", ""));
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com" })
	void preflightOfAnAllowedOriginIsAnswered(String origin) {
		Reply reply = preflight("/listed", origin, "GET", "x-header-1, x-header-2");
		assertThat(reply.status()).isEqualTo(204);
		assertThat(reply.headers().getAll("access-control-allow-origin")).containsExactly(origin);
		assertThat(reply.header("access-control-allow-methods")).isEqualTo("GET, OPTIONS");
		assertThat(reply.header("access-control-allow-headers")).isEqualTo("x-header-1, x-header-2");
		assertThat(reply.header("access-control-expose-headers")).isEqualTo("x-header-3, x-header-4");
		assertThat(reply.header("access-control-max-age")).isEqualTo("3600");
		assertThat(reply.header("access-control-allow-credentials")).isEqualTo("true");
		assertThat(reply.headers().getAll("vary")).contains("Origin");
		assertThat(upstream.count()).isZero();
	}

	@Test
	void preflightOfAnotherOriginIsAnsweredWithoutLeave() {
		Reply reply = preflight("/listed", "https://foobar.com", "GET", null);
		assertThat(reply.status()).isEqualTo(204);
		assertThat(reply.headers().names()).noneMatch((name) -> name.toLowerCase(Locale.ROOT).startsWith("access-"));
		assertThat(upstream.count()).isZero();
	}

	@Test
	void responseForAnAllowedOriginMayBeRead() {
		Reply reply = get("/listed", "https://www.bar.com");
		assertThat(reply.text()).isEqualTo("served");
		assertThat(reply.headers().getAll("access-control-allow-origin")).containsExactly("https://www.bar.com");
		assertThat(reply.header("access-control-expose-headers")).isEqualTo("x-header-3, x-header-4");
	}

	@Test
	void responseForAnotherOriginIsServedWithoutLeave() {
		Reply reply = get("/listed", "https://foobar.com");
		assertThat(reply.text()).isEqualTo("served");
		assertThat(reply.header("access-control-allow-origin")).isNull();
	}

	@Test
	void everyMethodIsAllowedByAnAsterisk() {
		Reply reply = preflight("/methods", "https://www.foo.com", "POST", null);
		assertThat(reply.header("access-control-allow-methods")).isEqualTo("*");
		assertThat(reply.header("access-control-allow-credentials")).isNull();
		assertThat(reply.header("access-control-max-age")).isEqualTo("5");
	}

	@Test
	void everyOriginIsAllowedByAnAsterisk() {
		Reply reply = preflight("/every", "https://foobar.com:12345", "PUT", null);
		assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
		assertThat(reply.header("access-control-allow-methods")).isEqualTo("PUT");
		assertThat(get("/every", "https://foobar.com:12345").header("access-control-expose-headers")).isEqualTo("*");
	}

	@Test
	void asteriskIsNeverSaidWithCredentials() {
		Reply reply = preflight("/credentials", "https://other.foo.com", "PUT", "x-header-1, x-header-2");
		assertThat(reply.header("access-control-allow-origin")).isEqualTo("https://other.foo.com");
		assertThat(reply.header("access-control-allow-methods")).isEqualTo("PUT");
		assertThat(reply.header("access-control-allow-headers")).isEqualTo("x-header-1, x-header-2");
		assertThat(reply.header("access-control-expose-headers")).isNull();
		assertThat(
				preflight("/credentials", "https://other.foo.com", "PUT", null).header("access-control-allow-headers"))
			.isNull();
		assertThat(get("/credentials", "https://other.foo.com").header("access-control-allow-credentials"))
			.isEqualTo("true");
	}

	@Test
	void withoutCredentialsEverythingIsAnAsterisk() {
		Reply reply = preflight("/open", "https://other.foo.com", "PUT", "x-header-1");
		assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
		assertThat(reply.header("access-control-allow-headers")).isEqualTo("*");
		assertThat(reply.header("access-control-allow-credentials")).isNull();
	}

	@Test
	void backendAnswersPreflights() {
		assertThat(preflight("/backend", "https://www.foo.com", "GET", null).header("access-control-allow-origin"))
			.isEqualTo("https://www.foo.com");
		assertThat(upstream.count()).isZero();
	}

	@Test
	void preflightIsTheUpstreamsToAnswerWithoutAFilter() {
		Reply reply = preflight("/none", "https://www.foo.com", "GET", null);
		assertThat(reply.text()).isEqualTo("served");
		assertThat(reply.header("access-control-allow-origin")).isEqualTo("https://from.upstream");
		assertThat(upstream.next().method()).isEqualTo("OPTIONS");
	}

	@Test
	void optionsWithoutAnOriginIsForwarded() {
		Reply reply = Client.http1(site.port()).open(HttpMethod.OPTIONS, "/listed", null).reply();
		assertThat(reply.text()).isEqualTo("served");
	}

	private static Reply get(String path, String origin) {
		return Client.http1(site.port()).get(path, "origin", origin);
	}

	private static Reply preflight(String path, String origin, String method, @Nullable String headers) {
		Client client = Client.http1(site.port());
		return ((headers != null)
				? client.open(HttpMethod.OPTIONS, path, null, "origin", origin, "access-control-request-method", method,
						"access-control-request-headers", headers)
				: client.open(HttpMethod.OPTIONS, path, null, "origin", origin, "access-control-request-method",
						method))
			.reply();
	}

}

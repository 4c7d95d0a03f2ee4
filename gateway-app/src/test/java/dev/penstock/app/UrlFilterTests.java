package dev.penstock.app;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests redirects and rewrites of rules and of backends. */
class UrlFilterTests {

	private static final String MODIFY = "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Set, value: new}],"
			+ " add: [{name: X-Add, value: more}], remove: [X-Remove]}}";

	private static ControlledUpstream upstream;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start((received) -> received.answer(200, "served"));
		site = TestGateway.shared().site();
		site.apply(site.gateway(), site.route("redirects",
				redirect("/prefix", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}"),
				redirect("/full", "path: {type: ReplaceFullPath, replaceFullPath: /whole}"),
				redirect("/status", "hostname: example.org, statusCode: 301"),
				redirect("/303", "hostname: example.org, statusCode: 303"),
				redirect("/307", "hostname: example.org, statusCode: 307"),
				redirect("/308", "hostname: example.org, statusCode: 308"),
				redirect("/https", "hostname: example.org, scheme: https"),
				redirect("/http", "hostname: example.org, scheme: http"),
				redirect("/port80", "hostname: example.org, port: 80"),
				redirect("/https8443", "hostname: example.org, scheme: https, port: 8443"),
				redirect("/https443", "hostname: example.org, scheme: https, port: 443"),
				"{matches: [{path: {value: /modified}}], filters: [{type: RequestRedirect, requestRedirect: {hostname:"
						+ " example.org}}, {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Set,"
						+ " value: '1'}]}}]}"),
				site.route("rewrites",
						rewrite("/prefix/one", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /one}", ""),
						rewrite("/strip", "path: {type: ReplacePrefixMatch, replacePrefixMatch: /}", ""),
						rewrite("/empty", "path: {type: ReplacePrefixMatch, replacePrefixMatch: ''}", ""),
						rewrite("/full/one",
								"path: {type: ReplaceFullPath, replaceFullPath: /one}, hostname: one.example.org",
								", " + MODIFY)),
				site.route("backends", "{matches: [{path: {value: /backend/rewrite}}], backendRefs: [%s]}"
					.formatted(withFilters(
							"{type: URLRewrite, urlRewrite: {hostname: b.example.org, path: {type: ReplacePrefixMatch,"
									+ " replacePrefixMatch: /b}}}, " + MODIFY)),
						"{matches: [{path: {value: /backend/redirect}}], backendRefs: [%s]}".formatted(withFilters(
								"{type: RequestRedirect, requestRedirect: {hostname: b.example.org, port: 80, statusCode: 307}},"
										+ " {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Set, value:"
										+ " '1'}]}}")),
						"{matches: [{path: {value: /backend/mixed}}], backendRefs: [%s, %s]}".formatted(withFilters(
								"{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /never}}}")
							.replace("port: 80,", "port: 80, weight: 0,"), site.serviceRef("echo", ""))),
				site.route("expression",
						"{matches: [{path: {value: /expression}}], filters: [{type: RequestHeaderModifier,"
								+ " requestHeaderModifier: {set: [{name: X-Expression, value: \"#{'a' + 1}\"}]}}], backendRefs: [%s]}"
									.formatted(site.serviceRef("echo", ""))),
				site.service("echo", "", upstream.port()));
	}

	private static String redirect(String prefix, String fields) {
		return "{matches: [{path: {value: %s}}], filters: [{type: RequestRedirect, requestRedirect: {%s}}]}"
			.formatted(prefix, fields);
	}

	private static String rewrite(String prefix, String fields, String more) {
		return "{matches: [{path: {value: %s}}], filters: [{type: URLRewrite, urlRewrite: {%s}}%s], backendRefs: [%s]}"
			.formatted(prefix, fields, more, site.serviceRef("echo", ""));
	}

	private static String withFilters(String filters) {
		return site.serviceRef("echo", ", filters: [" + filters + "]");
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
	@CsvSource({ "/prefix/lemon?a=%20b,302,http://host.example:PORT/new/lemon?a=%20b",
			"/prefix,302,http://host.example:PORT/new", "/full/path,302,http://host.example:PORT/whole",
			"/status/x,301,http://example.org:PORT/status/x", "/303,303,http://example.org:PORT/303",
			"/307,307,http://example.org:PORT/307", "/308,308,http://example.org:PORT/308",
			"/https,302,https://example.org/https", "/http,302,http://example.org/http",
			"/port80,302,http://example.org/port80", "/https8443,302,https://example.org:8443/https8443",
			"/https443,302,https://example.org/https443" })
	void redirectLeadsTo(String target, int status, String location) {
		Reply reply = Client.http1(site.port()).get(target, "host", "host.example:1234");
		assertThat(reply.status()).isEqualTo(status);
		assertThat(reply.header("location")).isEqualTo(location.replace("PORT", Integer.toString(site.port())));
		assertThat(reply.body()).isEmpty();
		assertThat(upstream.count()).isZero();
	}

	@Test
	void redirectKeepsAnIpv6HostInBrackets() {
		assertThat(Client.http1(site.port()).get("/full", "host", "[::1]:1234").header("location"))
			.isEqualTo("http://[::1]:" + site.port() + "/whole");
	}

	@Test
	void redirectAnswersARequestWithABody() {
		assertThat(Client.h2c(site.port()).post("/308", "x".repeat(100_000)).status()).isEqualTo(308);
		assertThat(Client.http1(site.port()).post("/308", "body").status()).isEqualTo(308);
	}

	@Test
	void headersOfARedirectAreModified() {
		assertThat(Client.http1(site.port()).get("/modified").header("x-set")).isEqualTo("1");
	}

	@ParameterizedTest
	@CsvSource({ "/prefix/one/two?q=%2F,/one/two?q=%2F", "/strip/three,/three", "/strip,/", "/empty/%2Fa%20b,/%2Fa%20b",
			"/empty,/", "/full/one/two?q=1,/one?q=1", "/backend/rewrite/x,/b/x", "/backend/mixed,/backend/mixed" })
	void rewriteSends(String target, String sent) {
		assertThat(Client.http1(site.port()).get(target).text()).isEqualTo("served");
		assertThat(upstream.next().target()).isEqualTo(sent);
	}

	@Test
	void hostAndHeadersAreChangedTogether() {
		Client.http1(site.port())
			.get("/full/one", "host", "rewrite.example", "x-set", "old", "x-add", "one", "x-remove", "1");
		Received received = upstream.next();
		assertThat(received.header("host")).containsExactly("one.example.org");
		assertThat(received.header("x-set")).containsExactly("new");
		assertThat(String.join(",", received.header("x-add"))).isEqualTo("one,more");
		assertThat(received.header("x-remove")).isEmpty();
	}

	@Test
	void hostStaysWithoutARewrite() {
		Client.http1(site.port()).get("/strip", "host", "rewrite.example");
		assertThat(upstream.next().header("host")).containsExactly("rewrite.example");
	}

	@Test
	void bodyGoesThroughARewrite() {
		Client.h2c(site.port()).post("/strip/body", "x".repeat(100_000));
		Received received = upstream.next();
		received.bodyHash();
		assertThat(received.bodyLength()).isEqualTo(100_000);
	}

	@Test
	void backendRewritesHostAndHeaders() {
		Client.http1(site.port()).get("/backend/rewrite", "x-set", "old");
		Received received = upstream.next();
		assertThat(received.header("host")).containsExactly("b.example.org");
		assertThat(received.header("x-set")).containsExactly("new");
	}

	@Test
	void valueOfAHeaderIsNeverAnExpression() {
		Client.http1(site.port()).get("/expression");
		assertThat(upstream.next().header("x-expression")).containsExactly("#{'a' + 1}");
	}

	@Test
	void backendRedirects() {
		Reply reply = Client.http1(site.port()).get("/backend/redirect?a");
		assertThat(reply.status()).isEqualTo(307);
		assertThat(reply.header("location")).isEqualTo("http://b.example.org/backend/redirect?a");
		assertThat(reply.header("x-set")).isEqualTo("1");
		assertThat(upstream.count()).isZero();
	}

}

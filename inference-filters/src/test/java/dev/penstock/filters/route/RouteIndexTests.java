package dev.penstock.filters.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.filters.route.MatchSpec.PathType;
import dev.penstock.filters.route.MatchSpec.ValueSpec;
import dev.penstock.filters.route.MatchSpec.ValueType;
import dev.penstock.filters.route.RouteIndex.Attachment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouteIndexTests {

	private static final String SOCKET = "127.0.0.1:80";

	private final RouteIndex.Builder<String> index = new RouteIndex.Builder<String>().listener(SOCKET, null);

	@Test
	void findsNothingOnASocketThatIsNotThere() {
		rule("any", prefix("/"));
		assertThat(this.index.build().find("127.0.0.1:81", "a.example", get("/"))).isNull();
	}

	@Test
	void prefersAnExactPathToALongerPrefix() {
		rule("prefix", prefix("/v1/models/list"));
		rule("exact", exact("/v1/models"));
		assertThat(find("a.example", get("/v1/models"))).isEqualTo("exact");
		assertThat(find("a.example", get("/v1/models/list"))).isEqualTo("prefix");
	}

	@Test
	void matchesPrefixesBySegments() {
		rule("abc", prefix("/abc"));
		assertThat(find("a.example", get("/abc"))).isEqualTo("abc");
		assertThat(find("a.example", get("/abc/"))).isEqualTo("abc");
		assertThat(find("a.example", get("/abc/def"))).isEqualTo("abc");
		assertThat(find("a.example", get("/abcd"))).isNull();
		assertThat(find("a.example", get("/ab"))).isNull();
	}

	@Test
	void ignoresTheTrailingSlashOfAPrefix() {
		rule("abc", prefix("/abc/"));
		assertThat(find("a.example", get("/abc"))).isEqualTo("abc");
		assertThat(find("a.example", get("/abc/def"))).isEqualTo("abc");
	}

	@Test
	void prefersTheLongestPrefix() {
		rule("root", prefix("/"));
		rule("v1", prefix("/v1"));
		rule("chat", prefix("/v1/chat"));
		assertThat(find("a.example", get("/v1/chat/completions"))).isEqualTo("chat");
		assertThat(find("a.example", get("/v1/completions"))).isEqualTo("v1");
		assertThat(find("a.example", get("/health"))).isEqualTo("root");
	}

	@Test
	void fallsToAShorterPrefixWhereTheRestOfTheMatchFails() {
		rule("root", prefix("/"));
		this.index.rule(everywhere(), List.of(new MatchSpec(PathType.PREFIX, "/v1", "POST", List.of(), List.of())),
				"post");
		assertThat(find("a.example", get("/v1/models"))).isEqualTo("root");
		assertThat(find("a.example", request("POST", "/v1/models"))).isEqualTo("post");
	}

	@Test
	void matchesAMethodOfAnyServiceAfterServicesAndBeforeEverything() {
		rule("everything", prefix("/"));
		rule("method", new MatchSpec(PathType.METHOD, "Get", null, List.of(), List.of()));
		rule("service", prefix("/pkg.Echo"));
		rule("call", exact("/pkg.Echo/Put"));
		assertThat(find("a.example", get("/pkg.Echo/Put"))).isEqualTo("call");
		assertThat(find("a.example", get("/pkg.Echo/Get"))).isEqualTo("service");
		assertThat(find("a.example", get("/pkg.Other/Get"))).isEqualTo("method");
		for (String other : List.of("/Get", "//Get", "/pkg.Other/Get/", "/a/b/Get", "/pkg.Other/get", "/Get/x", "/")) {
			assertThat(find("a.example", get(other))).as(other).isEqualTo("everything");
		}
	}

	@Test
	void findsAMethodWhereThereIsNoPrefix() {
		rule("method", new MatchSpec(PathType.METHOD, "Get", null, List.of(), List.of()));
		assertThat(find("a.example", get("/pkg.Other/Get"))).isEqualTo("method");
		assertThat(find("a.example", get("/pkg.Other/Put"))).isNull();
	}

	@Test
	void matchesAnExpressionAgainstTheWholePath() {
		rule("expression", new MatchSpec(PathType.REGEX, "/v[12]/.*", null, List.of(), List.of()));
		assertThat(find("a.example", get("/v2/models"))).isEqualTo("expression");
		assertThat(find("a.example", get("/x/v2/models"))).isNull();
	}

	@Test
	void prefersAMethodThenMoreHeadersThenMoreQueryParametersThenTheEarlierRule() {
		ValueSpec a = new ValueSpec("a", "1", ValueType.EXACT);
		ValueSpec b = new ValueSpec("b", "1", ValueType.EXACT);
		rule("plain", prefix("/"));
		rule("later", prefix("/"));
		rule("query", new MatchSpec(PathType.PREFIX, "/", null, List.of(), List.of(a)));
		rule("header", new MatchSpec(PathType.PREFIX, "/", null, List.of(a), List.of()));
		rule("headers", new MatchSpec(PathType.PREFIX, "/", null, List.of(a, b), List.of()));
		rule("method", new MatchSpec(PathType.PREFIX, "/", "GET", List.of(), List.of()));
		Map<String, List<String>> one = Map.of("a", List.of("1"));
		Map<String, List<String>> two = Map.of("a", List.of("1"), "b", List.of("1"));
		assertThat(find("x", new Request("GET", "/", two, one))).isEqualTo("method");
		assertThat(find("x", new Request("PUT", "/", two, one))).isEqualTo("headers");
		assertThat(find("x", new Request("PUT", "/", one, one))).isEqualTo("header");
		assertThat(find("x", new Request("PUT", "/", Map.of(), one))).isEqualTo("query");
		assertThat(find("x", new Request("PUT", "/", Map.of(), Map.of()))).isEqualTo("plain");
	}

	@Test
	void matchesRepeatedHeadersAsOneListAndTheFirstOfRepeatedQueryParameters() {
		rule("header", new MatchSpec(PathType.PREFIX, "/h", null, List.of(new ValueSpec("a", "1,2", ValueType.EXACT)),
				List.of()));
		rule("query", new MatchSpec(PathType.PREFIX, "/q", null, List.of(),
				List.of(new ValueSpec("a", "1", ValueType.EXACT))));
		Map<String, List<String>> repeated = Map.of("a", List.of("1", "2"));
		assertThat(find("x", new Request("GET", "/h", repeated, Map.of()))).isEqualTo("header");
		assertThat(find("x", new Request("GET", "/q", Map.of(), repeated))).isEqualTo("query");
	}

	@Test
	void matchesValuesByExpressionsAsAWhole() {
		rule("header", new MatchSpec(PathType.PREFIX, "/", null,
				List.of(new ValueSpec("model", "llama-[0-9]+b", ValueType.REGEX)), List.of()));
		assertThat(find("x", new Request("GET", "/", Map.of("model", List.of("llama-70b")), Map.of())))
			.isEqualTo("header");
		assertThat(find("x", new Request("GET", "/", Map.of("model", List.of("my-llama-70b")), Map.of()))).isNull();
	}

	@Test
	void prefersTheMostSpecificHostNameAndFallsToLessSpecificOnes() {
		this.index.rule(on("a.b.example"), List.of(prefix("/exact")), "exact");
		this.index.rule(on("*.b.example"), List.of(prefix("/")), "wildcard");
		this.index.rule(on("*.example"), List.of(prefix("/")), "short wildcard");
		this.index.rule(everywhere(), List.of(prefix("/")), "any");
		assertThat(find("a.b.example", get("/exact"))).isEqualTo("exact");
		assertThat(find("a.b.example", get("/other"))).isEqualTo("wildcard");
		assertThat(find("x.a.b.example", get("/exact"))).isEqualTo("wildcard");
		assertThat(find("b.example", get("/"))).isEqualTo("short wildcard");
		assertThat(find("example", get("/"))).isEqualTo("any");
	}

	@Test
	void givesARequestToTheListenerWithTheMostSpecificHostNameAlone() {
		this.index.listener(SOCKET, "*.example").listener(SOCKET, "a.example");
		this.index.rule(List.of(new Attachment(SOCKET, "*.example", List.of("*.example"))), List.of(prefix("/")),
				"wildcard listener");
		rule("any listener", prefix("/"));
		assertThat(find("b.example", get("/"))).isEqualTo("wildcard listener");
		assertThat(find("a.example", get("/"))).isNull();
		assertThat(find("elsewhere", get("/"))).isEqualTo("any listener");
	}

	@Test
	void triesEveryAlternativeOfARule() {
		this.index.rule(everywhere(), List.of(exact("/one"), exact("/two")), "both");
		assertThat(find("x", get("/one"))).isEqualTo("both");
		assertThat(find("x", get("/two"))).isEqualTo("both");
		assertThat(find("x", get("/three"))).isNull();
	}

	@Test
	void lookUpAsksOnlyTheRulesOfOnePathHoweverManyThereAre() {
		for (int i = 0; i < 5_000; i++) {
			rule("rule " + i, new MatchSpec(PathType.PREFIX, "/tenant-" + i, null,
					List.of(new MatchSpec.ValueSpec("x", "1", MatchSpec.ValueType.EXACT)), List.of()));
		}
		AtomicInteger asked = new AtomicInteger();
		RouteRequest counting = new RouteRequest() {

			@Override
			public String method() {
				return "GET";
			}

			@Override
			public String path() {
				return "/tenant-4711/v1/models";
			}

			@Override
			public List<String> header(String name) {
				asked.incrementAndGet();
				return List.of("1");
			}

			@Override
			public List<String> queryParam(String name) {
				return List.of();
			}

		};
		assertThat(find("x", counting)).isEqualTo("rule 4711");
		assertThat(asked).hasValue(1);
	}

	private void rule(String target, MatchSpec match) {
		this.index.rule(everywhere(), List.of(match), target);
	}

	private @Nullable String find(String host, RouteRequest request) {
		return this.index.build().find(SOCKET, host, request);
	}

	private static List<Attachment> everywhere() {
		return List.of(new Attachment(SOCKET, null, List.of()));
	}

	private static List<Attachment> on(String hostname) {
		return List.of(new Attachment(SOCKET, null, List.of(hostname)));
	}

	private static MatchSpec prefix(String path) {
		return new MatchSpec(PathType.PREFIX, path, null, List.of(), List.of());
	}

	private static MatchSpec exact(String path) {
		return new MatchSpec(PathType.EXACT, path, null, List.of(), List.of());
	}

	private static Request get(String path) {
		return request("GET", path);
	}

	private static Request request(String method, String path) {
		return new Request(method, path, Map.of(), Map.of());
	}

	private record Request(String method, String path, Map<String, List<String>> headers,
			Map<String, List<String>> params) implements RouteRequest {

		@Override
		public List<String> header(String name) {
			return this.headers.getOrDefault(name, List.of());
		}

		@Override
		public List<String> queryParam(String name) {
			return this.params.getOrDefault(name, List.of());
		}

	}

}

package dev.penstock.demo;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatedModelServerTests {

	private static final String CHAT = "'model':'simulated-model','messages':[{'role':'user','content':'Tell me a story'}]";

	private final SimulatedModelServer server = SimulatedModelServer.start(Settings.builder()
		.name("sim-7")
		.loraAdapters(2, "adapter")
		.maxModelLen(1000)
		.maxBodyBytes(10_000)
		.instant()
		.build());

	private final ApiClient client = new ApiClient(this.server);

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,/health,200", "GET,/metrics,200", "GET,/v1/models,200", "GET,/v1/models?x=y,200",
			"POST,/v1/completions,400", "GET,/v1/completions,405", "POST,/v1/models,405", "GET,/v1/nothing,404",
			"GET,/,404" })
	void saysInEveryAnswerThatItIsSimulatedAndByWhom(String method, String path, int status) throws Exception {
		HttpResponse<String> response = this.client.send(method, path, "", "x-request-id", "id-1");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("server")).contains("penstock-simulated-model-server");
		assertThat(response.headers().firstValue("x-served-by")).contains("sim-7");
		assertThat(response.headers().firstValue("x-request-id")).contains("id-1");
		if (status >= 400) {
			assertThat(ApiClient.json(response).at("/error/code").intValue()).isEqualTo(status);
		}
	}

	@Test
	void listsModelsAndAdapters() throws Exception {
		JsonNode models = ApiClient.json(this.client.get("/v1/models"));
		assertThat(models.at("/object").stringValue()).isEqualTo("list");
		assertThat(models.at("/data/0/id").stringValue()).isEqualTo("simulated-model");
		assertThat(models.at("/data/0/max_model_len").intValue()).isEqualTo(1000);
		assertThat(models.at("/data/1/id").stringValue()).isEqualTo("adapter");
		assertThat(models.at("/data/1/parent").stringValue()).isEqualTo("simulated-model");
	}

	@Test
	void completesAPrompt() throws Exception {
		HttpResponse<String> response = this.client.complete("Hello, you", "x-request-id", "abc");
		assertThat(response.headers().firstValue("content-type")).contains("application/json");
		JsonNode json = ApiClient.json(response);
		assertThat(json.at("/id").stringValue()).isEqualTo("cmpl-abc");
		assertThat(json.at("/object").stringValue()).isEqualTo("text_completion");
		assertThat(json.at("/model").stringValue()).isEqualTo("simulated-model");
		assertThat(json.at("/choices/0/text").stringValue()).isNotEmpty();
		assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
		assertThat(json.at("/usage").toString()).isEqualTo(
				"{\"prompt_tokens\":3,\"total_tokens\":19,\"completion_tokens\":16,\"prompt_tokens_details\":{\"cached_tokens\":0}}");
	}

	@Test
	void answersAChat() throws Exception {
		JsonNode json = ApiClient.json(this.client.post("/v1/chat/completions", "{" + CHAT + "}"));
		assertThat(json.at("/object").stringValue()).isEqualTo("chat.completion");
		assertThat(json.at("/id").stringValue()).startsWith("chatcmpl-");
		assertThat(json.at("/choices/0/message/role").stringValue()).isEqualTo("assistant");
		assertThat(json.at("/choices/0/message/content").stringValue()).endsWith(".");
		assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
		assertThat(json.at("/usage/completion_tokens").intValue()).isPositive();
	}

	@Test
	void streamsAChatWithTheSameTextAndEndsWithDone() throws Exception {
		JsonNode whole = ApiClient.json(this.client.post("/v1/chat/completions", "{" + CHAT + "}"));
		HttpResponse<String> response = this.client.post("/v1/chat/completions", "{'stream':true," + CHAT + "}");
		assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
		assertThat(response.body()).startsWith("data: {").endsWith("\n\ndata: [DONE]\n\n");
		List<JsonNode> events = ApiClient.events(response);
		assertThat(events.getFirst().at("/choices/0/delta").toString())
			.isEqualTo("{\"role\":\"assistant\",\"content\":\"\"}");
		assertThat(events).allMatch((event) -> event.at("/object").stringValue().equals("chat.completion.chunk"));
		assertThat(events).hasSize(1 + whole.at("/usage/completion_tokens").intValue());
		assertThat(text(events, "/choices/0/delta/content"))
			.isEqualTo(whole.at("/choices/0/message/content").stringValue());
		assertThat(events.getLast().at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
		assertThat(events.subList(0, events.size() - 1))
			.allMatch((event) -> event.at("/choices/0/finish_reason").isNull() && !event.has("usage"));
	}

	@Test
	void streamsUsageLastWhereAskedFor() throws Exception {
		HttpResponse<String> response = this.client.post("/v1/completions",
				"{'model':'simulated-model','prompt':'Hi','max_tokens':3,'stream':true,'stream_options':{'include_usage':true}}");
		List<JsonNode> events = ApiClient.events(response);
		assertThat(events).hasSize(4);
		assertThat(events.get(2).at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
		assertThat(events.getLast().at("/choices").isEmpty()).isTrue();
		assertThat(events.getLast().at("/usage/completion_tokens").intValue()).isEqualTo(3);
	}

	@Test
	void endsBeforeAStopString() throws Exception {
		JsonNode json = ApiClient.json(this.client.post("/v1/completions",
				"{'model':'simulated-model','prompt':'Hi','max_tokens':500,'stop':['.']}"));
		assertThat(json.at("/choices/0/text").stringValue()).isNotEmpty().doesNotContain(".");
		assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
		assertThat(json.at("/choices/0/stop_reason").stringValue()).isEqualTo(".");
	}

	@Test
	void givesTheSamePromptTheSameTextOnAnotherServer() throws Exception {
		String here = ApiClient.json(this.client.complete("Same")).at("/choices/0/text").stringValue();
		try (SimulatedModelServer other = SimulatedModelServer.start(Settings.builder().instant().build())) {
			ApiClient elsewhere = new ApiClient(other);
			assertThat(ApiClient.json(elsewhere.complete("Same")).at("/choices/0/text").stringValue()).isEqualTo(here);
			assertThat(ApiClient.json(elsewhere.complete("Other")).at("/choices/0/text").stringValue())
				.isNotEqualTo(here);
		}
	}

	@Test
	void refusesUnknownModelsAndServesAdapters() throws Exception {
		assertError(this.client.post("/v1/completions", "{'model':'nope','prompt':'x'}"), 404, "nope");
		assertThat(this.client.post("/v1/completions", "{'model':'adapter','prompt':'x'}").statusCode()).isEqualTo(200);
		assertThat(this.client.get("/metrics").body()).contains("max_lora=\"2\",running_lora_adapters=\"\"");
	}

	@Test
	void refusesWhatDoesNotFitIntoTheContext() throws Exception {
		assertError(this.client.complete("word ".repeat(999)), 400, "1000 tokens");
		assertError(this.client.post("/v1/completions", "{'model':'simulated-model','prompt':'a b','max_tokens':999}"),
				400, "at most 998");
		assertThat(this.client
			.post("/v1/completions", "{'model':'simulated-model','prompt':'a b','max_tokens':998,'ignore_eos':true}")
			.body()).contains("\"completion_tokens\":998");
	}

	@Test
	void refusesBodiesBeyondTheLimit() throws Exception {
		assertError(this.client.complete("x".repeat(10_000)), 413, "10000 bytes");
		assertThat(this.client.get("/health").statusCode()).isEqualTo(200);
	}

	@Test
	void namesTheAllowedMethod() throws Exception {
		HttpResponse<String> response = this.client.send("DELETE", "/v1/completions", "");
		assertError(response, 405, "POST");
		assertThat(response.headers().firstValue("allow")).contains("POST");
	}

	@Test
	void showsThePrefixCacheInUsageAndMetrics() throws Exception {
		String prompt = "word ".repeat(100);
		assertThat(this.client.complete(prompt).body()).contains("\"cached_tokens\":0");
		assertThat(this.client.complete(prompt + "more").body()).contains("\"cached_tokens\":96");
		assertThat(this.client.metric("vllm:prefix_cache_hits_total{")).isEqualTo(96);
		assertThat(this.client.metric("vllm:prefix_cache_queries_total{")).isEqualTo(202);
	}

	@Test
	void servesVllmsMetrics() throws Exception {
		this.client.complete("Hi");
		HttpResponse<String> response = this.client.get("/metrics");
		assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
		String labels = "{engine=\"0\",model_name=\"simulated-model\"";
		assertThat(response.body()).contains("vllm:num_requests_running" + labels + "} 0.0\n",
				"vllm:num_requests_waiting" + labels + "} 0.0\n", "vllm:kv_cache_usage_perc" + labels + "} 0.0\n",
				"vllm:cache_config_info" + labels
						+ ",block_size=\"16\",cache_dtype=\"auto\",enable_prefix_caching=\"True\",num_gpu_blocks=\"8192\"} 1.0\n",
				"vllm:prompt_tokens_total" + labels + "} 1.0\n", "vllm:generation_tokens_total" + labels + "} 16.0\n",
				"vllm:time_to_first_token_seconds_count" + labels + "} 1.0\n",
				"vllm:time_per_output_token_seconds_count" + labels + "} 15.0\n",
				"vllm:inter_token_latency_seconds_count" + labels + "} 15.0\n",
				"vllm:e2e_request_latency_seconds_count" + labels + "} 1.0\n",
				"vllm:request_success_total" + labels + ",finished_reason=\"length\"} 1.0\n");
		assertThat(response.body().lines())
			.allMatch((line) -> line.matches("# (HELP|TYPE) vllm:\\w+ .+|vllm:\\w+\\{.+} [0-9.E+-]+"));
	}

	@Test
	void remembersRequestsAsTheyCame() throws Exception {
		this.client.post("/v1/completions?a=%20b", "abc", "X-Twice", "1", "x-twice", "2");
		SeenRequest seen = this.server.lastRequests().getLast();
		assertThat(seen.protocol()).isEqualTo("HTTP/1.1");
		assertThat(seen.method()).isEqualTo("POST");
		assertThat(seen.path()).isEqualTo("/v1/completions?a=%20b");
		assertThat(seen.headers()).containsEntry("x-twice", List.of("1", "2"));
		assertThat(seen.header("content-length")).isEqualTo("3");
		assertThat(seen.header("absent")).isNull();
		assertThat(seen.bodyLength()).isEqualTo(3);
		assertThat(seen.bodySha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

	@Test
	void keepsOnlyAsManyRequestsAsAskedFor() throws Exception {
		try (SimulatedModelServer two = SimulatedModelServer.start(Settings.builder().requestsKept(2).build())) {
			ApiClient asking = new ApiClient(two);
			asking.get("/1");
			asking.get("/2");
			asking.get("/metrics");
			asking.get("/3");
			assertThat(two.lastRequests()).extracting(SeenRequest::path).containsExactly("/2", "/3");
		}
	}

	private static void assertError(HttpResponse<String> response, int status, String message) throws IOException {
		assertThat(response.statusCode()).isEqualTo(status);
		JsonNode error = ApiClient.json(response).at("/error");
		assertThat(error.at("/code").intValue()).isEqualTo(status);
		assertThat(error.at("/message").stringValue()).contains(message);
		assertThat(error.at("/type").stringValue()).isNotEmpty();
		assertThat(error.has("param")).isTrue();
	}

	private static String text(List<JsonNode> events, String path) {
		return events.stream().map((event) -> event.at(path).stringValue()).collect(Collectors.joining());
	}

}

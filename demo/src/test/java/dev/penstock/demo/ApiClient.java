package dev.penstock.demo;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks one server, over HTTP/1.1.
 */
final class ApiClient {

	static final JsonMapper JSON = new JsonMapper();

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final SimulatedModelServer server;

	ApiClient(SimulatedModelServer server) {
		this.server = server;
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send("GET", path, "");
	}

	HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
		return send("POST", path, json, headers);
	}

	HttpResponse<String> complete(String prompt, String... headers) throws IOException, InterruptedException {
		return post("/v1/completions", "{'model':'simulated-model','prompt':'%s'}".formatted(prompt), headers);
	}

	HttpResponse<String> send(String method, String path, String json, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.server.url() + path))
			.method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Sends a request and leaves the connection open, so that the caller may close it.
	 */
	Socket open(String fields, String fault) throws IOException {
		Socket socket = new Socket(this.server.address().getAddress(), this.server.address().getPort());
		String body = "{'model':'simulated-model',%s}".formatted(fields).replace('\'', '"');
		String request = "POST /v1/completions HTTP/1.1\r\nHost: x\r\nx-sim-fault: %s\r\nContent-Length: %d\r\n\r\n%s"
			.formatted(fault, body.length(), body);
		socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
		return socket;
	}

	double metric(String start) throws IOException, InterruptedException {
		return get("/metrics").body()
			.lines()
			.filter((line) -> line.startsWith(start))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	static List<JsonNode> events(HttpResponse<String> response) {
		return events(response.body());
	}

	static List<JsonNode> events(String body) {
		List<JsonNode> events = new ArrayList<>();
		for (String event : body.split("\n\n")) {
			String data = event.substring("data: ".length());
			if (!data.equals("[DONE]")) {
				events.add(JSON.readTree(data));
			}
		}
		return events;
	}

}

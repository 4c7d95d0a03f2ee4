package dev.penstock.filters.upstream;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayHeadersTests {

	@ParameterizedTest
	@ValueSource(strings = { "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
			"Upgrade", "Content-Length", "Expect", "x-gateway-destination-endpoint",
			"X-Gateway-Destination-Endpoint-Subset", "x-gateway-destination-endpoint-served", "x-secret" })
	void keepsFromTheEndpointWhatBelongsToTheConnectionOrSteersTheGateway(String name) {
		org.springframework.http.HttpHeaders from = new org.springframework.http.HttpHeaders();
		from.set(name, "x");
		from.add("Connection", "close, X-Secret");
		from.add("x-kept", "1");
		from.add("x-kept", "2");
		HttpHeaders to = new DefaultHttpHeaders();
		GatewayHeaders.copyRequest(from, to);
		assertThat(to.contains(name)).isFalse();
		assertThat(to.getAll("x-kept")).containsExactly("1", "2");
	}

	@Test
	void keepsFromTheClientWhatBelongsToTheEndpointsConnection() {
		HttpHeaders from = new DefaultHttpHeaders().add("connection", "X-Hop")
			.add("x-hop", "1")
			.add("transfer-encoding", "chunked")
			.add("x-http2-stream-id", "3")
			.add("content-length", "5")
			.add("set-cookie", "a=1")
			.add("set-cookie", "b=2");
		List<String> copied = new ArrayList<>();
		GatewayHeaders.copyResponse(from, (name, value) -> copied.add(name + ": " + value));
		assertThat(copied).containsExactly("content-length: 5", "set-cookie: a=1", "set-cookie: b=2");
	}

	@Test
	void appliesEachKindOfMutation() {
		HttpHeaders headers = new DefaultHttpHeaders().add("set", "old")
			.add("append", "1")
			.add("there", "old")
			.add("remove", "x");
		GatewayHeaders.apply(new HeaderMutation(List.of(new Operation(Action.SET, "set", "new"),
				new Operation(Action.APPEND, "append", "2"), new Operation(Action.ADD_IF_ABSENT, "there", "new"),
				new Operation(Action.ADD_IF_ABSENT, "missing", "new"),
				new Operation(Action.OVERWRITE_IF_EXISTS, "there", "newer"),
				new Operation(Action.OVERWRITE_IF_EXISTS, "absent", "x"), new Operation(Action.REMOVE, "remove", ""))),
				GatewayHeaders.view(headers));
		assertThat(headers.getAll("set")).containsExactly("new");
		assertThat(headers.getAll("append")).containsExactly("1", "2");
		assertThat(headers.getAll("there")).containsExactly("newer");
		assertThat(headers.getAll("missing")).containsExactly("new");
		assertThat(headers.contains("absent")).isFalse();
		assertThat(headers.contains("remove")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection", "transfer-encoding", "content-length", "host", ":path",
			"x-gateway-destination-endpoint" })
	void letsNoPickerTouchFramingOrPseudoHeaders(String name) {
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
			.withValidation(false)
			.newHeaders()
			.add("a", "1");
		GatewayHeaders.apply(new HeaderMutation(List.of(new Operation(Action.SET, name, "x"))),
				GatewayHeaders.view(headers));
		assertThat(headers.names()).containsExactly("a");
	}

	@Test
	void trailersHoldNothingThatBelongsIntoTheHead() {
		HttpHeaders from = new DefaultHttpHeaders().add("grpc-status", "0")
			.add("X-Checksum", "a")
			.add("Content-Length", "1")
			.add("Set-Cookie", "a=b")
			.add("Connection", "x-hop")
			.add("x-hop", "1")
			.add("x-http2-stream-id", "3");
		HttpHeaders to = new DefaultHttpHeaders();
		GatewayHeaders.copyTrailers(from, to::add);
		assertThat(to.names()).containsExactlyInAnyOrder("grpc-status", "X-Checksum");
	}

	@ParameterizedTest
	@CsvSource({ "application/grpc,0,true", "application/grpc+proto,5,true", "application/grpc-web,5,false",
			"application/json,5,false", "application/grpc,,false" })
	void aResponseOfGrpcWithAStatusInItsHeadHasNothingElse(String type, String status, boolean expected) {
		org.springframework.http.HttpHeaders headers = new org.springframework.http.HttpHeaders();
		headers.set("Content-Type", type);
		if (status != null) {
			headers.set("grpc-status", status);
		}
		assertThat(GatewayHeaders.isTrailersOnly(headers)).isEqualTo(expected);
	}

	@Test
	void removesWhatOnlyThePickerWasToSee() {
		HttpHeaders headers = new DefaultHttpHeaders().add("x-gateway-inference-objective", "batch")
			.add("X-Llm-D-Inference-Fairness-Id", "tenant")
			.add("x-request-id", "1");
		GatewayHeaders.removePickerHeaders(headers);
		assertThat(headers.names()).containsExactly("x-request-id");
	}

}

package dev.penstock.filters.error;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

class GrpcStatusTests {

	@ParameterizedTest
	@CsvSource({ "application/grpc, true", "application/grpc+proto, true", "application/grpc;charset=utf-8, true",
			"application/grpc-web, false", "application/json, false", "application/grpcx, false" })
	void isWantedByCallsAlone(String type, boolean wanted) {
		assertThat(GrpcStatus.isWanted(MockServerHttpRequest.post("/a.B/C").header("content-type", type).build()))
			.isEqualTo(wanted);
	}

	@Test
	void isNotWantedByWhoSendsNothing() {
		assertThat(GrpcStatus.isWanted(MockServerHttpRequest.get("/").build())).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void everyReasonHasACodeOfGrpc(ReasonCode reason) {
		assertThat(GrpcStatus.code(reason)).isBetween(1, 16);
		if (reason.status() == 503) {
			assertThat(GrpcStatus.code(reason)).isEqualTo(14);
		}
	}

	@Test
	void messagesAreEncodedByPercent() {
		MockServerHttpResponse response = new MockServerHttpResponse();
		GrpcStatus.answer(response, ReasonCode.NO_ROUTE, "50 % of Größe\n").block();
		assertThat(response.getHeaders().getFirst("grpc-message")).isEqualTo("50 %25 of Gr%C3%B6%C3%9Fe%0A");
		assertThat(response.getHeaders().getFirst("grpc-status")).isEqualTo("12");
	}

}

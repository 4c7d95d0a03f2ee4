package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderBlockTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void saysTheSameEachTimeAndLittleAfterTheFirst(boolean secure) throws Exception {
		HeaderBlock block = new HeaderBlock(secure, "epp.models.svc:9002");
		DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
		for (int i = 0; i < 3; i++) {
			byte[] bytes = block.next();
			assertThat(bytes.length).isLessThan((i == 0) ? 200 : 10);
			assertThat(decode(decoder, bytes)).isEqualTo(expected(secure, "epp.models.svc:9002"));
		}
	}

	@Test
	void asksNothingToBeRememberedByAPeerThatRemembersLittle() throws Exception {
		for (int before : List.of(0, 2)) {
			HeaderBlock block = new HeaderBlock(false, "epp:9002");
			DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
			for (int i = 0; i < before; i++) {
				decode(decoder, block.next());
			}
			decoder.maxHeaderTableSize(100);
			block.tableSize(100);
			for (int i = 0; i < 3; i++) {
				assertThat(decode(decoder, block.next())).isEqualTo(expected(false, "epp:9002"));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 126, 127, 128, 3_000 })
	void takesNamesOfAnyLength(int length) throws Exception {
		String authority = "e".repeat(length);
		HeaderBlock block = new HeaderBlock(false, authority);
		DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
		assertThat(decode(decoder, block.next())).isEqualTo(expected(false, authority));
		assertThat(decode(decoder, block.next())).isEqualTo(expected(false, authority));
	}

	private static List<String> expected(boolean secure, String authority) {
		return List.of(":method=POST", ":scheme=" + (secure ? "https" : "http"),
				":path=/envoy.service.ext_proc.v3.ExternalProcessor/Process", ":authority=" + authority, "te=trailers",
				"content-type=application/grpc", "user-agent=penstock");
	}

	private static List<String> decode(DefaultHttp2HeadersDecoder decoder, byte[] block) throws Exception {
		List<String> entries = new ArrayList<>();
		decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block))
			.forEach((entry) -> entries.add(entry.getKey() + "=" + entry.getValue()));
		return entries;
	}

}

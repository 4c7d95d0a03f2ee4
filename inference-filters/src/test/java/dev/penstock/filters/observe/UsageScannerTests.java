package dev.penstock.filters.observe;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsageScannerTests {

	private final UsageScanner scanner = new UsageScanner();

	@Test
	void findsTokensAtTheEndOfAPlainResponse() {
		scan("{\"choices\":[{\"text\":\"" + "x".repeat(2000)
				+ "\"}],\"usage\":{\"prompt_tokens\":10,\"total_tokens\":110,\"completion_tokens\": 100}}");
		assertThat(this.scanner.promptTokens()).isEqualTo(10);
		assertThat(this.scanner.completionTokens()).isEqualTo(100);
	}

	@Test
	void findsTokensInTheLastChunkOfAStreamThatHasThem() {
		scan("data: {\"choices\":[{\"text\":\"a\"}]}\n\n");
		scan("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}\n\n");
		scan("data: [DONE]\n\n");
		assertThat(this.scanner.promptTokens()).isEqualTo(3);
		assertThat(this.scanner.completionTokens()).isEqualTo(7);
	}

	@Test
	void findsTokensWhateverTheyComeAfter() {
		String before = "gesau\"usag\"usageusage\"\"us\"age";
		for (int cut = 0; cut <= before.length(); cut++) {
			UsageScanner fresh = new UsageScanner();
			fresh.scan(Unpooled.copiedBuffer(before.substring(cut) + "\"usage\":{\"completion_tokens\":" + cut + "}",
					StandardCharsets.UTF_8));
			assertThat(fresh.completionTokens()).isEqualTo(cut);
		}
	}

	@Test
	void knowsNothingWhereTheResponseDoesNotSay() {
		scan("{\"usages\": 3, \"use\": \"usage\"}");
		assertThat(this.scanner.promptTokens()).isEqualTo(-1);
		assertThat(this.scanner.completionTokens()).isEqualTo(-1);
	}

	@Test
	void leavesTheBufferAsItWas() {
		var part = Unpooled.copiedBuffer("\"usage\":{\"completion_tokens\":1}", StandardCharsets.UTF_8);
		this.scanner.scan(part);
		assertThat(part.readerIndex()).isZero();
		assertThat(part.refCnt()).isOne();
	}

	private void scan(String text) {
		this.scanner.scan(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
	}

}

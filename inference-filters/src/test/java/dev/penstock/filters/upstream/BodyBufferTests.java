package dev.penstock.filters.upstream;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class BodyBufferTests {

	private final ByteBuf one = Unpooled.copiedBuffer("one", StandardCharsets.UTF_8);

	private final ByteBuf two = Unpooled.copiedBuffer("two", StandardCharsets.UTF_8);

	private final BodyBuffer body = new BodyBuffer();

	BodyBufferTests() {
		this.body.append(this.one);
		this.body.append(this.two);
	}

	@Test
	void givesTheWholeBodyAsOftenAsItIsAskedFor() {
		for (int i = 0; i < 2; i++) {
			StepVerifier.create(this.body.replay().map(BodyBufferTests::take))
				.expectNext("one", "two")
				.verifyComplete();
		}
		assertThat(this.body.length()).isEqualTo(6);
		this.body.release();
		assertThat(this.one.refCnt()).isZero();
		assertThat(this.two.refCnt()).isZero();
	}

	@Test
	void whatIsBeingSentOutlivesTheRelease() {
		StepVerifier.create(this.body.replay().map(BodyBufferTests::take), 1)
			.expectNext("one")
			.then(this.body::release)
			.thenRequest(2)
			.expectNext("two")
			.verifyComplete();
		assertThat(this.one.refCnt()).isZero();
		assertThat(this.two.refCnt()).isZero();
	}

	@Test
	void releasesWhatACancelledSenderDidNotTake() {
		StepVerifier.create(this.body.replay().map(BodyBufferTests::take), 1).expectNext("one").thenCancel().verify();
		this.body.release();
		assertThat(this.one.refCnt()).isZero();
		assertThat(this.two.refCnt()).isZero();
	}

	@Test
	void failsRatherThanSendsLessOnceReleased() {
		this.body.release();
		StepVerifier.create(this.body.replay()).verifyError(IllegalStateException.class);
	}

	@Test
	void releasesWhatIsAddedTooLate() {
		this.body.release();
		ByteBuf late = Unpooled.copiedBuffer("late", StandardCharsets.UTF_8);
		this.body.append(late);
		assertThat(late.refCnt()).isZero();
	}

	private static String take(ByteBuf part) {
		String text = part.toString(StandardCharsets.UTF_8);
		part.release();
		return text;
	}

}

package dev.penstock.filters.extproc;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.StreamEnd.GrpcCode;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamFailuresTests {

	@Test
	void connectionThatBreaksUnderAStreamIsAFailureOfTheTransport() {
		StreamEnd broken = new StreamEnd.Broken("the connection was closed");
		assertThat(StreamFailures.isTransport(broken)).isTrue();
		assertThat(StreamFailures.reason(broken)).isEqualTo(ReasonCode.PICKER_UNREACHABLE);
		assertThat(StreamFailures.describe(broken, "epp-1"))
			.isEqualTo("endpoint picker epp-1 was lost: the connection was closed");
	}

	@Test
	void resetIsAFailureOfTheTransport() {
		StreamEnd reset = new StreamEnd.Reset(Http2Error.REFUSED_STREAM.code());
		assertThat(StreamFailures.isTransport(reset)).isTrue();
		assertThat(StreamFailures.reason(reset)).isEqualTo(ReasonCode.PICKER_UNREACHABLE);
		assertThat(StreamFailures.describe(reset, "epp-1"))
			.isEqualTo("endpoint picker epp-1 reset the stream with REFUSED_STREAM");
	}

	@Test
	void errorThatThePickerSentIsItsOwn() {
		StreamEnd status = new StreamEnd.Status(GrpcCode.UNKNOWN, "no pods");
		assertThat(StreamFailures.isTransport(status)).isFalse();
		assertThat(StreamFailures.reason(status)).isEqualTo(ReasonCode.PICKER_ERROR);
		assertThat(StreamFailures.describe(status, "epp-1"))
			.isEqualTo("endpoint picker epp-1 ended the stream with UNKNOWN: no pods");
	}

	@Test
	void pickerThatSaysThatItIsAwayIsUnreachable() {
		assertThat(StreamFailures.reason(new StreamEnd.Status(GrpcCode.UNAVAILABLE, "")))
			.isEqualTo(ReasonCode.PICKER_UNREACHABLE);
		assertThat(StreamFailures.reason(new StreamEnd.Status(GrpcCode.DEADLINE_EXCEEDED, "")))
			.isEqualTo(ReasonCode.PICKER_TIMEOUT);
	}

}

package dev.penstock.filters.extproc;

import java.nio.channels.ClosedChannelException;

import dev.penstock.filters.error.ReasonCode;
import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamFailuresTests {

	@Test
	void connectionThatBreaksUnderAStreamIsAFailureOfTheTransport() {
		Status status = Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
		assertThat(StreamFailures.isTransport(status, new Metadata())).isTrue();
		assertThat(StreamFailures.reason(status, new Metadata())).isEqualTo(ReasonCode.PICKER_UNREACHABLE);
	}

	@Test
	void errorThatThePickerSentIsItsOwn() {
		Metadata trailers = new Metadata();
		trailers.put(Metadata.Key.of("content-type", Metadata.ASCII_STRING_MARSHALLER), "application/grpc");
		Status status = Status.UNKNOWN.withDescription("no pods");
		assertThat(StreamFailures.isTransport(status, trailers)).isFalse();
		assertThat(StreamFailures.reason(status, trailers)).isEqualTo(ReasonCode.PICKER_ERROR);
	}

}

package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.google.protobuf.ByteString;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.testkit.picker.proto.BodyMutation;
import dev.penstock.testkit.picker.proto.BodyResponse;
import dev.penstock.testkit.picker.proto.CommonResponse;
import dev.penstock.testkit.picker.proto.ProcessingResponse;
import dev.penstock.testkit.picker.proto.StreamedBodyResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GrpcReaderTests {

	private final List<Integer> lengths = new ArrayList<>();

	private final GrpcReader reader = new GrpcReader(this::take, () -> true);

	private int pauseAfter = Integer.MAX_VALUE;

	@Property(tries = 1_000)
	void findsMessagesHoweverTheyCome(@ForAll long seed) throws Exception {
		Random random = new Random(seed);
		List<Integer> sent = new ArrayList<>();
		ByteBuf all = Unpooled.buffer();
		for (int i = random.nextInt(8); i >= 0; i--) {
			int length = random.nextInt(3) * random.nextInt(300);
			sent.add(length);
			all.writeBytes(message(length));
		}
		GrpcReaderTests test = new GrpcReaderTests();
		while (all.isReadable()) {
			assertThat(test.reader.read(all.readSlice(Math.min(all.readableBytes(), random.nextInt(200))))).isTrue();
		}
		assertThat(test.lengths).isEqualTo(sent);
		assertThat(test.reader.isWithinMessage()).isFalse();
	}

	@Property(tries = 500)
	void readsNothingDuringAPause(@ForAll long seed) throws Exception {
		Random random = new Random(seed);
		GrpcReaderTests test = new GrpcReaderTests();
		test.pauseAfter = 1;
		ByteBuf all = Unpooled.wrappedBuffer(message(10), message(20), message(30), message(40));
		while (all.isReadable()) {
			test.reader.read(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(60))));
		}
		assertThat(test.lengths).containsExactly(10);
		test.reader.resume();
		assertThat(test.lengths).containsExactly(10, 20);
		test.pauseAfter = Integer.MAX_VALUE;
		test.reader.resume();
		assertThat(test.lengths).containsExactly(10, 20, 30, 40);
		assertThat(test.reader.isWithinMessage()).isFalse();
	}

	@Example
	void refusesAMessageThatIsTooLongBeforeItComes() {
		ByteBuf prefix = Unpooled.buffer().writeByte(0).writeInt(GrpcReader.MAX_MESSAGE + 1);
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> this.reader.read(prefix))
			.withMessageContaining("67108865");
		ByteBuf negative = Unpooled.buffer().writeByte(0).writeInt(-1);
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> this.reader.read(negative));
	}

	@Example
	void refusesACompressedMessage() {
		ByteBuf compressed = Unpooled.buffer().writeByte(1).writeInt(0);
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> this.reader.read(compressed))
			.withMessageContaining("compressed");
	}

	@Example
	void takesNothingOnceItIsReleased() throws Exception {
		this.reader.read(message(100).slice(0, 50));
		assertThat(this.reader.isWithinMessage()).isTrue();
		this.reader.release();
		this.reader.read(message(10));
		assertThat(this.lengths).isEmpty();
		assertThat(this.reader.isWithinMessage()).isFalse();
	}

	@Example
	void streamedBytesAreThoseThatCameUnlessTheMessageHasToWait() throws Exception {
		assertThat(streamedAfterOverwriting(true)).isEqualTo("####");
		assertThat(streamedAfterOverwriting(false)).isEqualTo("text");
	}

	private static String streamedAfterOverwriting(boolean atOnce) throws Exception {
		byte[] bytes = ProcessingResponse.newBuilder()
			.setResponseBody(
					BodyResponse.newBuilder()
						.setResponse(
								CommonResponse.newBuilder()
									.setBodyMutation(BodyMutation.newBuilder()
										.setStreamedResponse(StreamedBodyResponse.newBuilder()
											.setBody(ByteString.copyFromUtf8("text"))))))
			.build()
			.toByteArray();
		ByteBuf data = Unpooled.buffer().writeByte(0).writeInt(bytes.length).writeBytes(bytes);
		List<FromPicker> taken = new ArrayList<>();
		new GrpcReader(taken::add, () -> atOnce).read(data);
		Arrays.fill(data.array(), (byte) '#');
		return (taken.getFirst() instanceof FromPicker.ResponseBody body
				&& body.reply().body() instanceof BodyChange.Streamed(var text, boolean _))
						? StandardCharsets.UTF_8.decode(text).toString() : "";
	}

	private void take(FromPicker message) {
		if (message instanceof FromPicker.ResponseBody body
				&& body.reply().body() instanceof BodyChange.Replaced(var bytes)) {
			this.lengths.add(bytes.remaining());
		}
		if (this.lengths.size() % this.pauseAfter == 0) {
			this.reader.pause();
		}
	}

	private static ByteBuf message(int length) {
		byte[] bytes = ProcessingResponse.newBuilder()
			.setResponseBody(BodyResponse.newBuilder()
				.setResponse(CommonResponse.newBuilder()
					.setBodyMutation(BodyMutation.newBuilder().setBody(ByteString.copyFrom(new byte[length])))))
			.build()
			.toByteArray();
		return Unpooled.buffer().writeByte(0).writeInt(bytes.length).writeBytes(bytes);
	}

}

package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Plays a peer that sends frame by frame what it likes. */
class Http2LinkTests {

	private final List<String> events = new ArrayList<>();

	private final Http2Link link = new Http2Link(new Recorder(), false, "epp:9002");

	private final EmbeddedChannel channel = new EmbeddedChannel(this.link);

	private final ChannelHandlerContext context = this.channel.pipeline().firstContext();

	private final DefaultHttp2FrameReader peer = new DefaultHttp2FrameReader();

	private boolean prefaceRead;

	/** Keeps what waits a moment from leaving before the test looks. */
	@BeforeEach
	void stopTheClock() {
		this.channel.freezeTime();
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
		this.peer.close();
	}

	@Test
	void introducesItselfAndIsReadyWhenThePeerHasToo() throws Exception {
		assertThat(written()).containsExactly(
				"settings {ENABLE_PUSH=0, INITIAL_WINDOW_SIZE=2097152, " + "MAX_HEADER_LIST_SIZE=65536}",
				"window 0 8323073");
		assertThat(this.events).isEmpty();
		receive("000006 04 00 00000000 0003 00000007");
		assertThat(this.events).containsExactly("ready");
		assertThat(this.link.maxStreams()).isEqualTo(7);
		assertThat(written()).containsExactly("settings ack");
	}

	@Test
	void writesWhatAStreamSaysInOnePiece() throws Exception {
		receive("000000 04 00 00000000");
		written();
		TestStream stream = new TestStream();
		this.link.open(stream);
		this.link.message(stream, bytes(3), bytes(4));
		this.link.end(stream);
		this.link.end(stream);
		this.channel.runPendingTasks();
		assertThat(this.channel.outboundMessages()).hasSize(1);
		assertThat(written()).containsExactly("headers 1 /envoy.service.ext_proc.v3.ExternalProcessor/Process",
				"data 1 7", "data 1 0 end");
	}

	@Test
	void writesFramesOfTheSizeThatThePeerTakes() throws Exception {
		this.peer.maxFrameSize(20_000);
		TestStream stream = opened("0005 00004e20");
		assertThat(this.link.budget(stream)).isEqualTo(65_535);
		this.link.message(stream, bytes(10), bytes(45_000));
		assertThat(written()).contains("data 1 20000", "data 1 20000", "data 1 5010");
	}

	@Test
	void writesNoMoreThanTheWindowsAllow() throws Exception {
		TestStream stream = opened("0004 00000064");
		assertThat(this.link.budget(stream)).isEqualTo(100);
		this.link.message(stream, bytes(100), Unpooled.EMPTY_BUFFER);
		assertThat(this.link.budget(stream)).isZero();
		receive("000004 08 00 00000001 00000005");
		assertThat(stream.resumed).isEqualTo(1);
		assertThat(this.link.budget(stream)).isEqualTo(5);
		receive("000006 04 00 00000000 0004 00000032");
		assertThat(this.link.budget(stream)).as("a window that shrank below what is used").isZero();
		receive("000006 04 00 00000000 0004 00000069");
		assertThat(this.link.budget(stream)).isEqualTo(10);
	}

	@Test
	void resumesStreamsInTurnWhenTheConnectionsWindowOpens() throws Exception {
		TestStream first = opened("0004 00100000");
		TestStream second = new TestStream();
		this.link.open(second);
		this.link.message(first, bytes(65_535), Unpooled.EMPTY_BUFFER);
		assertThat(this.link.budget(second)).isZero();
		assertThat(this.link.budget(first)).isZero();
		assertThat(this.link.budget(second)).isZero();
		receive("000004 08 00 00000000 00000007");
		assertThat(List.of(first.resumed, second.resumed)).containsExactly(1, 1);
		assertThat(this.link.budget(second)).isEqualTo(7);
	}

	@Test
	void letsAStreamSendNoMoreThanIsTakenOfIt() throws Exception {
		TestStream stream = opened("");
		for (int i = 0; i < 128; i++) {
			receive("004000 00 00 00000001", new byte[16_384]);
		}
		assertThat(this.events).containsExactly("ready");
		receive("000001 00 00 00000001", new byte[1]);
		assertThat(this.events).contains("closed it sent more than a stream's window");
		assertThat(stream.ended).isInstanceOf(StreamEnd.Broken.class);
		assertThat(stream.received).isEqualTo(128 * 16_384);
	}

	@Test
	void givesWindowsBack() throws Exception {
		TestStream stream = opened("");
		stream.takes = true;
		for (int i = 0; i < 300; i++) {
			receive("004000 00 00 00000001", new byte[16_384]);
		}
		assertThat(written()).contains("window 1 1048576", "window 0 4210688");
		assertThat(stream.received).isEqualTo(300 * 16_384);
		assertThat(stream.ended).isNull();
	}

	@Test
	void answersPingsWithTheNextThatItSays() throws Exception {
		TestStream stream = opened("");
		written();
		receive("000008 06 00 00000000 0102030405060708");
		this.channel.runPendingTasks();
		assertThat(this.channel.outboundMessages()).isEmpty();
		this.link.message(stream, bytes(1), Unpooled.EMPTY_BUFFER);
		assertThat(written()).containsExactly("pong 72623859790382856", "data 1 1");
	}

	@Test
	void answersPingsIfThereIsNothingElseToSay() throws Exception {
		opened("");
		written();
		receive("000008 06 00 00000000 0102030405060708");
		this.channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(written()).containsExactly("pong 72623859790382856");
	}

	@Test
	void asksAPeerWithStreamsForASignOfLife() throws Exception {
		TestStream stream = opened("");
		written();
		for (int i = 0; i < 2; i++) {
			this.channel.advanceTimeBy(310, TimeUnit.SECONDS);
			this.channel.runScheduledPendingTasks();
		}
		this.channel.advanceTimeBy(1, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(written()).containsExactly("ping 0");
		this.channel.advanceTimeBy(10, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		assertThat(stream.ended).isEqualTo(new StreamEnd.Broken("it gave no sign of life for 10 s"));
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void goesOnWithTheStreamsThatAPeerStillTakes() throws Exception {
		TestStream first = opened("");
		TestStream second = new TestStream();
		this.link.open(second);
		receive("000008 07 00 00000000 00000001 00000000");
		assertThat(this.events).containsExactly("ready", "draining");
		assertThat(first.ended).isNull();
		assertThat(second.ended).isInstanceOf(StreamEnd.Broken.class);
		assertThat(this.link.open(new TestStream())).isFalse();
		receive("000004 03 00 00000001 00000008");
		assertThat(first.ended).isEqualTo(new StreamEnd.Reset(8));
		assertThat(this.events).containsExactly("ready", "draining", "closed the gateway closed the connection");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void forgetsAStreamThatItGaveUp() throws Exception {
		TestStream stream = opened("");
		this.link.leave(stream, true);
		this.link.leave(stream, true);
		assertThat(written()).endsWith("headers 1 /envoy.service.ext_proc.v3.ExternalProcessor/Process", "reset 1 8");
		receive("000003 00 00 00000001 010203" + "000004 08 00 00000001 00000001" + "000004 03 00 00000001 00000000");
		assertThat(stream.received).isZero();
		assertThat(stream.ended).isNull();
		assertThat(this.events).containsExactly("ready");
	}

	@Test
	void tellsStreamsOfAConnectionThatBreaks() throws Exception {
		TestStream stream = opened("");
		this.channel.close();
		assertThat(stream.ended).isEqualTo(new StreamEnd.Broken("the connection was closed"));
		assertThat(this.events).containsExactly("ready", "closed the connection was closed");
		assertThat(this.link.open(new TestStream())).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "000003 00 00 00000003 010203, never opened", "000003 00 00 00000002 010203, never opened",
			"000004 03 00 00000009 00000000, never opened", "000004 08 00 00000000 7fffffff, connection's window too",
			"000004 08 00 00000001 7fffffff, stream's window too", "000006 04 00 00000000 0002 00000001, pushed to",
			"004001 00 00 00000001, exceeds maximum", "000005 06 00 00000000 0102030405, ping",
			"000001 01 04 00000001 ff, ", "000000 09 04 00000001, headers" })
	void endsTheConnectionOfAPeerThatBreaksTheRules(String frame, String cause) throws Exception {
		TestStream stream = opened("");
		receive(frame);
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(written()).last().asString().startsWith("goaway");
		assertThat(stream.ended).isInstanceOfSatisfying(StreamEnd.Broken.class,
				(broken) -> assertThat(broken.cause()).containsIgnoringCase((cause != null) ? cause : ""));
	}

	@Test
	void endsTheConnectionOfAPeerThatSpeaksAnotherProtocol() throws Exception {
		this.channel.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 400 Bad Request\r\n\r\n", StandardCharsets.US_ASCII));
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.events).hasSize(1).first().asString().startsWith("closed");
	}

	@Test
	void readsFramesThatComeByteByByte() throws Exception {
		TestStream stream = opened("");
		for (byte one : Http2LinkTests.parse("000003 00 01 00000001 010203")) {
			this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { one }));
		}
		assertThat(stream.received).isEqualTo(3);
		assertThat(stream.endReceived).isTrue();
	}

	/** Opens a stream on a connection whose peer has settings. */
	private TestStream opened(String settings) throws Exception {
		byte[] entries = parse(settings);
		receive("0000%02x 04 00 00000000".formatted(entries.length), entries);
		TestStream stream = new TestStream();
		assertThat(this.link.open(stream)).isTrue();
		return stream;
	}

	private void receive(String frame) {
		receive(frame, new byte[0]);
	}

	private void receive(String frame, byte[] payload) {
		this.channel.writeInbound(Unpooled.wrappedBuffer(parse(frame), payload));
	}

	private static byte[] parse(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static ByteBuf bytes(int length) {
		return Unpooled.wrappedBuffer(new byte[length]);
	}

	/** Reads all frames that were written since the last call. */
	private List<String> written() throws Http2Exception {
		this.channel.runPendingTasks();
		List<String> frames = new ArrayList<>();
		for (ByteBuf next = this.channel.readOutbound(); next != null; next = this.channel.readOutbound()) {
			if (!this.prefaceRead) {
				this.prefaceRead = true;
				ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
				assertThat(next.readSlice(preface.readableBytes())).isEqualTo(preface);
				preface.release();
			}
			this.peer.readFrame(this.context, next, new FramesInWords(frames));
			ReferenceCountUtil.release(next);
		}
		return frames;
	}

	private final class Recorder implements Http2Link.Owner {

		@Override
		public void ready(Http2Link ready) {
			Http2LinkTests.this.events.add("ready");
		}

		@Override
		public void draining(Http2Link draining) {
			Http2LinkTests.this.events.add("draining");
		}

		@Override
		public void closed(Http2Link closed, String cause) {
			Http2LinkTests.this.events.add("closed " + cause);
		}

	}

	private final class TestStream extends LinkStream {

		private int received;

		private int resumed;

		private boolean takes;

		private boolean endReceived;

		private StreamEnd ended;

		@Override
		void headers(Http2Headers headers, boolean endOfStream) {
		}

		@Override
		void data(ByteBuf data, int padding, boolean endOfStream) {
			this.received += data.readableBytes();
			this.endReceived = endOfStream;
			if (this.takes) {
				Http2LinkTests.this.link.taken(this, data.readableBytes() + padding);
			}
		}

		@Override
		void ended(StreamEnd end) {
			assertThat(this.ended).isNull();
			this.ended = end;
		}

		@Override
		void resume() {
			this.resumed++;
		}

	}

}

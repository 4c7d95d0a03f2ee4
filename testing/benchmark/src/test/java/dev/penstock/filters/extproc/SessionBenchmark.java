package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.http.HttpHeaders;

/**
 * Leads a session from a request to the end of its response, without any I/O, with a
 * picker that gives every body back as it came.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {

	private static final BodyChange NONE = new BodyChange.None();

	/** Bytes of the request's body. */
	@Param({ "1000", "100000" })
	public int size;

	/** Chunks of the response's body. */
	@Param({ "1", "50" })
	public int chunks;

	private ByteBuf body = Unpooled.EMPTY_BUFFER;

	private ByteBuffer echo = ByteBuffer.allocate(0);

	private final byte[] chunk = new byte[110];

	private final RequestHead head = new RequestHead("POST", "http", "example.com", "/v1/completions",
			new HttpHeaders());

	private final Reply pick = new Reply(
			new HeaderMutation(List.of(new Operation(Action.SET, HeaderMutations.DESTINATION, "10.0.0.1:80"))), null,
			NONE, false);

	/** Makes the bodies. */
	@Setup
	public void bodies() {
		byte[] bytes = new byte[this.size];
		this.body = Unpooled.directBuffer(this.size).writeBytes(bytes);
		this.echo = ByteBuffer.wrap(bytes);
	}

	/**
	 * Plays a session.
	 * @param actions what is to be done
	 */
	@Benchmark
	public void session(Blackhole actions) {
		ExtProcSession session = new ExtProcSession(
				new ExtProcSession.Request(this.head, false, List.of("10.0.0.1:80"), 1 << 20));
		actions.consume(session.on(new SessionEvent.Started()));
		actions.consume(session.on(new SessionEvent.RequestChunk(this.body, true)));
		actions.consume(session.on(new SessionEvent.Received(new FromPicker.RequestHeaders(this.pick))));
		actions.consume(session.on(new SessionEvent.Received(
				new FromPicker.RequestBody(reply(new BodyChange.Streamed(this.echo.duplicate(), true))))));
		actions.consume(session
			.on(new SessionEvent.ResponseStarted(new ResponseHead(200, new HttpHeaders()), "10.0.0.1:80", false)));
		actions.consume(session.on(new SessionEvent.Received(new FromPicker.ResponseHeaders(reply(NONE)))));
		for (int i = 0; i < this.chunks; i++) {
			actions.consume(session.on(new SessionEvent.ResponseChunk(Unpooled.wrappedBuffer(this.chunk))));
			actions.consume(session.on(new SessionEvent.Received(
					new FromPicker.ResponseBody(reply(new BodyChange.Streamed(ByteBuffer.wrap(this.chunk), false))))));
		}
		actions.consume(session.on(new SessionEvent.ResponseEnded(null)));
		actions.consume(session.on(new SessionEvent.Closed()));
	}

	private static Reply reply(BodyChange change) {
		return new Reply(HeaderMutation.NONE, null, change, false);
	}

}

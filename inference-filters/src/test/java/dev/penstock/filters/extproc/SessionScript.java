package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ReplacedBody;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.springframework.http.HttpHeaders;

/**
 * Plays events on a session, written as words, and writes its actions as words. Owns what
 * the session emits and knows every buffer that went in.
 *
 * <p>
 * Events of the gateway: {@code start}, {@code bodyless}, {@code body:TEXT},
 * {@code last:TEXT}, {@code trailers}, {@code response}, {@code empty-response},
 * {@code chunk:TEXT}, {@code end}, {@code deadline}, {@code replaced}, {@code close}.
 * Events of the picker begin with {@code <}.
 */
final class SessionScript {

	private static final Set<String> BACKSTAGE = Set.of("stop", "no-recall");

	private final List<ByteBuf> buffers = new ArrayList<>();

	private final List<ByteBuf> requestBuffers = new ArrayList<>();

	private final List<String> actions = new ArrayList<>();

	private final StringBuilder emitted = new StringBuilder();

	private final int maxBodyBytes;

	private ExtProcSession session;

	SessionScript(int maxBodyBytes) {
		this.maxBodyBytes = maxBodyBytes;
		this.session = session(false);
	}

	static List<String> play(String events) {
		SessionScript script = new SessionScript(1024);
		for (String event : events.trim().split("\\s+")) {
			script.on(event);
		}
		script.finish();
		return script.actions;
	}

	/** Keeps what can be seen from outside. */
	static List<String> outcome(List<String> actions) {
		return actions.stream()
			.filter((action) -> !action.startsWith(">") && !action.startsWith("deadline")
					&& !BACKSTAGE.contains(action))
			.toList();
	}

	List<String> actions() {
		return this.actions;
	}

	String emitted() {
		return this.emitted.toString();
	}

	ExtProcSession session() {
		return this.session;
	}

	private ExtProcSession session(boolean endOfStream) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("cookie", "a=1");
		headers.add("cookie", "b=2");
		RequestHead head = new RequestHead("POST", "http", "example.com", "/v1", headers);
		return new ExtProcSession(
				new ExtProcSession.Request(head, endOfStream, List.of("10.0.0.1:80"), this.maxBodyBytes));
	}

	void on(String word) {
		int colon = word.indexOf(':');
		String name = (colon < 0) ? word : word.substring(0, colon);
		String text = (colon < 0) ? "" : word.substring(colon + 1);
		switch (name) {
			case "start" -> on(new SessionEvent.Started());
			case "bodyless" -> {
				this.session = session(true);
				on(new SessionEvent.Started());
			}
			case "body" -> on(new SessionEvent.RequestChunk(request(text), false));
			case "last" -> on(new SessionEvent.RequestChunk(request(text), true));
			case "trailers" -> on(new SessionEvent.RequestTrailers());
			case "response" ->
				on(new SessionEvent.ResponseStarted(new ResponseHead(200, new HttpHeaders()), "10.0.0.1:80", false));
			case "empty-response" ->
				on(new SessionEvent.ResponseStarted(new ResponseHead(204, new HttpHeaders()), "10.0.0.1:80", true));
			case "chunk" -> on(new SessionEvent.ResponseChunk(buffer(text)));
			case "end" -> on(new SessionEvent.ResponseEnded(null));
			case "end-trailers" -> {
				HttpHeaders trailers = new HttpHeaders();
				trailers.add("x-cost", "7");
				on(new SessionEvent.ResponseEnded(trailers));
			}
			case "deadline" -> on(new SessionEvent.DeadlinePassed());
			case "replaced" -> on(new SessionEvent.PickerReplaced());
			case "close" -> on(new SessionEvent.Closed());
			default -> on(picker(name, text));
		}
	}

	private static SessionEvent picker(String name, String text) {
		BodyChange none = new BodyChange.None();
		return switch (name) {
			case "<close" -> new SessionEvent.PickerClosed();
			case "<fail" -> new SessionEvent.PickerFailed(ReasonCode.PICKER_UNREACHABLE, "gone");
			case "<error" -> new SessionEvent.PickerFailed(ReasonCode.PICKER_ERROR, "broken");
			case "<headers" -> received(new FromPicker.RequestHeaders(endpoint(text, null, none, false)));
			case "<metadata" -> received(new FromPicker.RequestHeaders(endpoint("", text, none, false)));
			case "<headers-replace" -> received(
					new FromPicker.RequestHeaders(endpoint("e", null, new BodyChange.Replaced(bytes(text)), true)));
			case "<headers-stop" -> received(new FromPicker.RequestHeaders(endpoint("e", null, none, true)));
			case "<ack" -> received(new FromPicker.RequestBody(reply(none, false)));
			case "<part" -> received(new FromPicker.RequestBody(reply(new BodyChange.Replaced(bytes(text)), false)));
			case "<whole" -> received(new FromPicker.RequestBody(reply(new BodyChange.Replaced(bytes(text)), true)));
			case "<stream" ->
				received(new FromPicker.RequestBody(reply(new BodyChange.Streamed(bytes(text), false), false)));
			case "<streamed" ->
				received(new FromPicker.RequestBody(reply(new BodyChange.Streamed(bytes(text), true), false)));
			case "<rheaders" -> received(new FromPicker.ResponseHeaders(reply(none, false)));
			case "<rheaders-replace" ->
				received(new FromPicker.ResponseHeaders(reply(new BodyChange.Replaced(bytes(text)), true)));
			case "<rack" -> received(new FromPicker.ResponseBody(reply(none, false)));
			case "<rpart" -> received(new FromPicker.ResponseBody(reply(new BodyChange.Replaced(bytes(text)), false)));
			case "<rstream" ->
				received(new FromPicker.ResponseBody(reply(new BodyChange.Streamed(bytes(text), false), false)));
			case "<rstreamed" ->
				received(new FromPicker.ResponseBody(reply(new BodyChange.Streamed(bytes(text), true), false)));
			case "<immediate" -> received(new FromPicker.Immediate(
					new ImmediateAnswer(Integer.parseInt(text), HeaderMutation.NONE, bytes(""), "")));
			case "<rtrailers" -> received(
					new FromPicker.ResponseTrailers(new HeaderMutation(List.of(new Operation(Action.SET, text, "1")))));
			case "<other" -> received(new FromPicker.Other());
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static SessionEvent received(FromPicker message) {
		return new SessionEvent.Received(message);
	}

	private static Reply endpoint(String header, String metadata, BodyChange body, boolean replace) {
		HeaderMutation mutation = header.isEmpty() ? HeaderMutation.NONE
				: new HeaderMutation(List.of(new Operation(Action.SET, HeaderMutations.DESTINATION, header)));
		return new Reply(mutation, metadata, body, replace);
	}

	private static Reply reply(BodyChange body, boolean replace) {
		return new Reply(HeaderMutation.NONE, null, body, replace);
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private ByteBuf request(String text) {
		ByteBuf buffer = buffer(text);
		this.requestBuffers.add(buffer);
		return buffer;
	}

	private ByteBuf buffer(String text) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, text.length()))
			.writeBytes(text.getBytes(StandardCharsets.UTF_8));
		this.buffers.add(buffer);
		return buffer;
	}

	void on(SessionEvent event) {
		List<SessionAction> next = this.session.on(event);
		overwrite(event);
		for (SessionAction action : next) {
			this.actions.add(word(action));
			if (action instanceof SessionAction.Decide) {
				// The caller may release the request's bytes from here on.
				this.requestBuffers.forEach(ByteBuf::release);
				this.requestBuffers.clear();
			}
		}
	}

	/** Does what happens to the bytes of a streamed body once they are handled. */
	private static void overwrite(SessionEvent event) {
		if (event instanceof SessionEvent.Received(FromPicker message)) {
			BodyChange change = switch (message) {
				case FromPicker.RequestBody(Reply reply) -> reply.body();
				case FromPicker.ResponseBody(Reply reply) -> reply.body();
				default -> new BodyChange.None();
			};
			if (change instanceof BodyChange.Streamed(ByteBuffer bytes, boolean _)) {
				Arrays.fill(bytes.array(), (byte) '#');
			}
		}
	}

	private String word(SessionAction action) {
		return switch (action) {
			case SessionAction.Send(ToPicker message) -> sent(message);
			case SessionAction.HalfClose _ -> "half-close";
			case SessionAction.Cancel _ -> "cancel";
			case SessionAction.Decide(PickResult result) -> result(result);
			case SessionAction.Recall(ImmediateAnswer answer) -> "recall:" + answer.status();
			case SessionAction.NoRecall _ -> "no-recall";
			case SessionAction.DecideResponse(ResponseDecision.Continue go) ->
				"go" + (go.mayAlterBody() ? "" : "-same") + ((go.body() != null) ? ":" + text(go.body()) : "");
			case SessionAction.DecideResponse(ResponseDecision.Replaced(var answer)) -> "replaced:" + answer.status();
			case SessionAction.Emit(ByteBuf bytes) -> {
				String text = bytes.toString(StandardCharsets.UTF_8);
				bytes.release();
				this.emitted.append(text);
				yield "emit:" + text;
			}
			case SessionAction.Release(ByteBuf bytes) -> {
				bytes.release();
				yield "release";
			}
			case SessionAction.EditTrailers(HeaderMutation edit) -> "trailers:" + edit.operations().getFirst().name();
			case SessionAction.CompleteBody _ -> "complete";
			case SessionAction.FailBody _ -> "interrupt";
			case SessionAction.StartDeadline(var kind) -> "deadline:" + kind;
			case SessionAction.StopDeadline _ -> "stop";
		};
	}

	private static String sent(ToPicker message) {
		return switch (message) {
			case ToPicker.RequestHeaders(var _, boolean end, var subset) -> ">headers" + (end ? "-end" : "") + subset;
			case ToPicker.RequestBody(ByteBuf bytes, boolean end, var subset) ->
				(end ? ">last:" : ">body:") + bytes.toString(StandardCharsets.UTF_8) + subset;
			case ToPicker.ResponseHeaders(var _, boolean end, String served) ->
				">rheaders" + (end ? "-end" : "") + "[" + served + "]";
			case ToPicker.ResponseBody(ByteBuf bytes, boolean end) ->
				(end ? ">end:" : ">chunk:") + bytes.toString(StandardCharsets.UTF_8);
			case ToPicker.ResponseTrailers(var trailers) -> ">trailers" + trailers.headerNames();
		};
	}

	private static String result(PickResult result) {
		return switch (result) {
			case PickResult.Picked picked -> "pick:" + String.join(",", picked.endpoints())
					+ ((picked.body() != null) ? ":" + text(picked.body()) : "");
			case PickResult.Answered(var answer) -> "answered:" + answer.status();
			case PickResult.Unavailable(ReasonCode reason, var _) -> reason.code();
		};
	}

	private static String text(ReplacedBody body) {
		StringBuilder text = new StringBuilder();
		body.parts().forEach((part) -> text.append(StandardCharsets.UTF_8.decode(part.duplicate())));
		return text.toString();
	}

	/** Ends the session; fails if a buffer is still held, or was released too often. */
	void finish() {
		this.session.on(new SessionEvent.Closed()).forEach(this::word);
		this.requestBuffers.forEach(ByteBuf::release);
		this.requestBuffers.clear();
		for (ByteBuf buffer : this.buffers) {
			if (buffer.refCnt() != 0) {
				throw new AssertionError("a buffer has " + buffer.refCnt() + " owners after " + this.actions);
			}
		}
	}

}

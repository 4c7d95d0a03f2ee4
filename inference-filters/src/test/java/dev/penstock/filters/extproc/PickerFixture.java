package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickRequest;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ReplacedBody;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseHead;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;

/** Asks pickers on the loopback interface as the gateway would. */
final class PickerFixture implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration SOON = Duration.ofMillis(300);

	private static final int MAX_HELD_BYTES = 64 * 1024 * 1024;

	/** For tests in which no time runs out, however busy the machine is. */
	static final ExtProcSettings PATIENT = new ExtProcSettings(PATIENCE, PATIENCE, PATIENCE, PATIENCE, 100,
			ExtProcSettings.DEFAULTS.maxHeldBytes());

	static final ExtProcSettings QUICK = new ExtProcSettings(Duration.ofMillis(500), SOON, SOON, PATIENCE, 100,
			MAX_HELD_BYTES);

	final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2,
			Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

	final PickerChannels channels;

	final ExtProcEndpointPicker picker;

	final PickerView.ExtProc view;

	private final PoolView pool;

	final List<ByteBuf> requestBuffers = new ArrayList<>();

	PickerFixture(ExtProcSettings settings, PickerTransport transport, int... ports) {
		List<UpstreamEndpoint> replicas = Arrays.stream(ports)
			.mapToObj((port) -> new UpstreamEndpoint("127.0.0.1", port, "epp-" + port))
			.toList();
		this.view = new PickerView.ExtProc("models/epp:9002", new EndpointGroup(UpstreamProtocol.H2C, replicas),
				transport, FailurePolicy.CLOSED);
		this.channels = new PickerChannels(settings, this.loops);
		this.channels.update(List.of(this.view));
		this.picker = new ExtProcEndpointPicker(this.channels, settings);
		EndpointGroup endpoints = new EndpointGroup(UpstreamProtocol.HTTP1,
				List.of(new UpstreamEndpoint("10.0.0.1", 8000, "a"), new UpstreamEndpoint("10.0.0.2", 8000, "b")));
		this.pool = new PoolView("models", "llama", endpoints, this.view);
	}

	static List<PickerTransport> transports() {
		return List.of(PickerTransport.PLAINTEXT, PickerTransport.TLS_UNVERIFIED);
	}

	static PickerFixture plaintext(int... ports) {
		return hurried(PATIENCE, PATIENCE, PATIENCE, ports);
	}

	/** Gives the decision all the time that it needs, and the response phase little. */
	static PickerFixture quickToRespond(int... ports) {
		return hurried(PATIENCE, PATIENCE, SOON, ports);
	}

	/** Gives connections little time and all else what it needs. */
	static PickerFixture quickToConnect(int... ports) {
		return new PickerFixture(new ExtProcSettings(PATIENCE, PATIENCE, PATIENCE, SOON, 100, MAX_HELD_BYTES),
				PickerTransport.PLAINTEXT, ports);
	}

	/** Gives messages about the body little time and all else what it needs. */
	static PickerFixture quickToAnswerTheBody(int... ports) {
		return hurried(PATIENCE, SOON, PATIENCE, ports);
	}

	private static PickerFixture hurried(Duration decision, Duration body, Duration response, int... ports) {
		return new PickerFixture(new ExtProcSettings(decision, body, response, PATIENCE, 100, MAX_HELD_BYTES),
				PickerTransport.PLAINTEXT, ports);
	}

	static PickerFixture quick(int... ports) {
		return hurried(Duration.ofMillis(500), SOON, SOON, ports);
	}

	/** Waits for all connections to be open or to have failed. */
	PickerFixture warm() {
		this.channels.ready().orTimeout(10, TimeUnit.SECONDS).join();
		return this;
	}

	PickConversation begin(boolean endOfStream) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Content-Type", "application/json");
		headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		headers.add("x-gateway-destination-endpoint", "6.6.6.6:80");
		RequestHead head = new RequestHead("POST", "http", "api.example.com", "/v1/completions?a=b", headers);
		return this.picker.begin(new PickRequest(this.pool, head, endOfStream));
	}

	/** Sends a body in parts of 100 KB, whose buffers stay the fixture's. */
	PickConversation ask(byte[] body) {
		PickConversation conversation = begin(body.length == 0);
		for (int i = 0; i < body.length; i += 100_000) {
			int length = Math.min(100_000, body.length - i);
			ByteBuf slice = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(body, i, length);
			this.requestBuffers.add(slice);
			conversation.requestBody(slice, i + length == body.length);
		}
		return conversation;
	}

	static PickResult decision(PickConversation conversation) {
		PickResult result = conversation.result().block(PATIENCE);
		if (result == null) {
			throw new AssertionError("no result");
		}
		return result;
	}

	static ResponseDecision respond(PickConversation conversation, boolean endOfStream) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Content-Type", "text/event-stream");
		ResponseDecision decision = conversation
			.responseHeaders(new ResponseHead(200, headers), "10.0.0.2:8000", endOfStream)
			.block(PATIENCE);
		if (decision == null) {
			throw new AssertionError("no decision");
		}
		return decision;
	}

	static ByteBuf buffer(String text) {
		return PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, text.length()))
			.writeBytes(text.getBytes(StandardCharsets.UTF_8));
	}

	static Flux<ByteBuf> buffers(String... parts) {
		return Flux.fromArray(parts).map(PickerFixture::buffer);
	}

	static String text(ByteBuf bytes) {
		String text = bytes.toString(StandardCharsets.UTF_8);
		bytes.release();
		return text;
	}

	static byte[] bytes(ReplacedBody body) {
		byte[] all = new byte[(int) body.length()];
		int at = 0;
		for (var part : body.parts()) {
			int length = part.remaining();
			part.duplicate().get(all, at, length);
			at += length;
		}
		return all;
	}

	/** Releases the request's buffers, which must have no other owner. */
	void releaseRequest() {
		this.requestBuffers.forEach((buffer) -> {
			if (buffer.refCnt() != 1) {
				throw new AssertionError("a slice of the request has " + buffer.refCnt() + " owners");
			}
			buffer.release();
		});
		this.requestBuffers.clear();
	}

	@Override
	public void close() {
		this.requestBuffers.forEach(ByteBuf::release);
		this.channels.close();
		this.loops.shutdownGracefully(20, 2_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
	}

}

package dev.penstock.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;

/**
 * Sends a {@link Workload} to one port of this machine for a while. All of it runs on one
 * event loop.
 */
final class Load {

	private final EventLoop loop;

	private final Workload workload;

	private final int port;

	private final byte[] prompt;

	private final List<LoadClient> clients = new ArrayList<>();

	private final Deque<LoadClient> idle = new ArrayDeque<>();

	private final Deque<Long> due = new ArrayDeque<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	final Times requests = new Times();

	final Times chunks = new Times();

	private long failed;

	private int busy;

	private long next;

	private long nextDue;

	private long end;

	private Load(EventLoopGroup loops, int port, Workload workload) {
		this.loop = loops.next();
		this.port = port;
		this.workload = workload;
		this.prompt = ("{\"model\":\"m\",\"prompt\":\"" + "the quick brown fox ".repeat(workload.size() / 20)
				+ "\",\"max_tokens\":50,\"stream\":" + workload.streams() + "}")
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Runs a load to its end.
	 * @param loops where
	 * @param gateway to whom
	 * @param workload what is asked
	 * @param duration how long requests are begun
	 * @return what was found
	 */
	static Sample run(EventLoopGroup loops, Target gateway, Workload workload, Duration duration) {
		Load load = new Load(loops, gateway.port(), workload);
		load.connect();
		long processor = gateway.processorNanos();
		long begun = System.nanoTime();
		load.loop.execute(() -> load.begin(begun, begun + duration.toNanos()));
		load.ended.join();
		double seconds = (System.nanoTime() - begun) / 1e9;
		processor = gateway.processorNanos() - processor;
		long resident = gateway.residentMegabytes();
		load.clients.forEach(LoadClient::close);
		int answered = load.requests.size();
		return new Sample(answered, load.failed, answered / seconds, processor / 1e3 / Math.max(answered, 1), resident,
				load.requests.quantile(0.5), load.requests.quantile(0.99), load.chunks.quantile(0.5),
				load.chunks.quantile(0.99));
	}

	private void connect() {
		for (int i = 0; i < this.workload.clients(); i++) {
			this.clients.add(new LoadClient(this));
		}
		List<CompletableFuture<Void>> connecting = new ArrayList<>();
		for (LoadClient client : this.clients) {
			CompletableFuture<Void> connected = new CompletableFuture<>();
			connect(client, connected);
			connecting.add(connected);
			if (connecting.size() % 200 == 0) {
				connected.join();
			}
		}
		connecting.forEach(CompletableFuture::join);
	}

	void connect(LoadClient client, CompletableFuture<Void> connected) {
		new Bootstrap().group(this.loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new HttpResponseDecoder(), client);
				}
			})
			.connect("127.0.0.1", this.port)
			.addListener((done) -> {
				if (done.isSuccess()) {
					connected.complete(null);
				}
				else {
					connected.completeExceptionally(done.cause());
				}
			});
	}

	private void begin(long start, long stop) {
		this.end = stop;
		this.idle.addAll(this.clients);
		if (this.workload.rate() > 0) {
			this.nextDue = start;
			tick();
			return;
		}
		LoadClient client = this.idle.poll();
		while (client != null) {
			this.busy++;
			client.send(System.nanoTime());
			client = this.idle.poll();
		}
	}

	private void tick() {
		long gap = (long) (1e9 / this.workload.rate());
		long now = System.nanoTime();
		while (this.nextDue < Math.min(now, this.end)) {
			this.due.add(this.nextDue);
			this.nextDue += gap;
		}
		serve();
		if (this.nextDue < this.end) {
			this.loop.schedule(this::tick, 500, TimeUnit.MICROSECONDS);
		}
		else {
			endIfDone();
		}
	}

	private void serve() {
		while (!this.due.isEmpty() && !this.idle.isEmpty()) {
			this.busy++;
			this.idle.remove().send(this.due.remove());
		}
	}

	private void endIfDone() {
		if (this.busy == 0 && this.due.isEmpty() && (this.workload.rate() == 0 || this.nextDue >= this.end)) {
			this.ended.complete(null);
		}
	}

	/**
	 * Takes note of the end of a request, and has its client send the next one.
	 * @param client the client
	 * @param begun when it was to be sent
	 * @param successful whether the answer was good
	 */
	void ended(LoadClient client, long begun, boolean successful) {
		long now = System.nanoTime();
		if (successful) {
			this.requests.add(now - begun);
		}
		else {
			this.failed++;
		}
		if (this.workload.rate() == 0 && now < this.end && this.failed < 10_000) {
			client.send(now);
			return;
		}
		this.busy--;
		this.idle.add(client);
		serve();
		endIfDone();
	}

	EventLoop loop() {
		return this.loop;
	}

	/**
	 * Makes the next request.
	 * @return the bytes of it
	 */
	ByteBuf request() {
		int at = (int) (this.next++ % Integer.MAX_VALUE);
		List<String> hosts = this.workload.hosts();
		List<String> paths = this.workload.paths();
		String head = "POST " + paths.get((at / hosts.size()) % paths.size()) + " HTTP/1.1\r\nhost: "
				+ hosts.get(at % hosts.size()) + "\r\nuser-agent: benchmark\r\naccept: */*\r\n"
				+ "content-type: application/json\r\ncontent-length: " + this.prompt.length + "\r\nx-chunks: "
				+ this.workload.chunks() + "\r\nx-interval: " + this.workload.interval().toMillis() + "\r\n\r\n";
		return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.ISO_8859_1), this.prompt);
	}

}

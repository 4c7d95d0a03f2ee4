package dev.penstock.filters.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Are model servers on ports of the loopback interface that share a script: each request,
 * at whichever of them it arrives, gets the next answer, and 200 when there are no more.
 */
final class ModelServers implements AutoCloseable {

	private final Queue<Answer> script = new ConcurrentLinkedQueue<>();

	private final List<Seen> seen = new CopyOnWriteArrayList<>();

	private final List<DisposableServer> servers = new ArrayList<>();

	private final List<UpstreamEndpoint> endpoints = new ArrayList<>();

	private final UpstreamProtocol protocol;

	ModelServers(int count) {
		this(count, UpstreamProtocol.HTTP1);
	}

	ModelServers(int count, UpstreamProtocol protocol) {
		this.protocol = protocol;
		for (int i = 0; i < count; i++) {
			int index = i;
			DisposableServer server = HttpServer.create()
				.host("127.0.0.1")
				.port(0)
				.protocol((protocol == UpstreamProtocol.H2C) ? HttpProtocol.H2C : HttpProtocol.HTTP11)
				.handle((request, response) -> answer(index, request, response))
				.bindNow();
			this.servers.add(server);
			this.endpoints.add(new UpstreamEndpoint("127.0.0.1", server.port(), "server-" + i));
		}
	}

	ModelServers answering(Answer... answers) {
		this.script.addAll(Arrays.asList(answers));
		return this;
	}

	private Publisher<Void> answer(int index, HttpServerRequest request, HttpServerResponse response) {
		Answer answer = this.script.poll();
		return switch ((answer != null) ? answer : new Answer.Status(200)) {
			case Answer.Status(int status) ->
				request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]).flatMap((body) -> {
					this.seen.add(new Seen(index, body));
					return response.status(status).sendString(Mono.just("server " + index + " says " + status)).then();
				});
			case Answer.StatusUnread(int status) -> {
				this.seen.add(new Seen(index, new byte[0]));
				yield response.status(status).sendString(Mono.just("server " + index + " refuses")).then();
			}
			case Answer.Reset() -> {
				this.seen.add(new Seen(index, new byte[0]));
				request.withConnection((connection) -> connection.channel().close());
				yield Mono.never();
			}
			case Answer.Silence() -> {
				this.seen.add(new Seen(index, new byte[0]));
				yield Mono.never();
			}
		};
	}

	/** Returns the servers that got a request, in order. */
	List<Integer> asked() {
		return this.seen.stream().map(Seen::server).toList();
	}

	/** Returns the bodies that were read, in order. */
	List<byte[]> bodies() {
		return this.seen.stream().map(Seen::body).toList();
	}

	EndpointGroup group() {
		return new EndpointGroup(this.protocol, this.endpoints);
	}

	UpstreamEndpoint endpoint(int index) {
		return this.endpoints.get(index);
	}

	void stop(int index) {
		this.servers.get(index).disposeNow();
	}

	@Override
	public void close() {
		this.servers.forEach(DisposableServer::disposeNow);
	}

	/** Is what a server does with a request. */
	sealed interface Answer {

		/** Reads the request and answers. */
		record Status(int status) implements Answer {
		}

		/** Answers at once, whatever of the request is still to come. */
		record StatusUnread(int status) implements Answer {
		}

		/** Closes the connection. */
		record Reset() implements Answer {
		}

		/** Says nothing. */
		record Silence() implements Answer {
		}

	}

	private record Seen(int server, byte[] body) {
	}

}

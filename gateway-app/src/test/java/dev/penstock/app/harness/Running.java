package dev.penstock.app.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient.ResponseReceiver;
import reactor.netty.http.client.HttpClientResponse;

/** Is a request that was sent, whose response comes part by part. */
public final class Running {

	private final CompletableFuture<HttpClientResponse> head = new CompletableFuture<>();

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();

	private final Disposable subscription;

	Running(ResponseReceiver<?> receiver) {
		Flux<byte[]> body = receiver.responseConnection((response, connection) -> {
			this.head.complete(response);
			return connection.inbound().receive().asByteArray().doFinally((_) -> connection.dispose());
		});
		this.subscription = body.subscribe(this.parts::add, this::fail, () -> this.end.complete(null));
	}

	private void fail(Throwable failure) {
		this.head.completeExceptionally(failure);
		this.end.completeExceptionally(failure);
	}

	/**
	 * Waits for the head of the response.
	 * @return the head
	 */
	public HttpClientResponse head() {
		return soon(this.head);
	}

	/**
	 * Tells whether the head has come.
	 * @return whether it has
	 */
	public boolean hasHead() {
		return this.head.isDone();
	}

	/**
	 * Waits for a part of the body.
	 * @return the part, as text
	 */
	public String chunk() {
		try {
			byte[] part = this.parts.poll(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (part == null) {
				throw new AssertionError("no part of the body has come within " + TestGateway.PATIENCE);
			}
			return new String(part, StandardCharsets.UTF_8);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Waits for the end.
	 * @return how it failed, or null if the response is complete
	 */
	public @Nullable Throwable end() {
		try {
			soon(this.end);
			return null;
		}
		catch (CompletionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof java.util.concurrent.TimeoutException) {
				throw new AssertionError("the response has not ended within " + TestGateway.PATIENCE, cause);
			}
			return (cause != null) ? cause : ex;
		}
	}

	/**
	 * Waits for the whole response.
	 * @return the response
	 */
	public Reply reply() {
		soon(this.end);
		HttpClientResponse response = soon(this.head);
		List<byte[]> all = new ArrayList<>();
		this.parts.drainTo(all);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		all.forEach(bytes::writeBytes);
		return new Reply(response.status().code(), response.responseHeaders(), bytes.toByteArray());
	}

	/** Leaves: the connection is closed, or the stream reset if it is HTTP/2. */
	public void leave() {
		this.subscription.dispose();
	}

	private static <T> T soon(CompletableFuture<T> future) {
		return future.copy().orTimeout(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

}

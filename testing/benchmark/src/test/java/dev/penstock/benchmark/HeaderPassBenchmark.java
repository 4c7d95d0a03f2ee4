package dev.penstock.benchmark;

import java.util.concurrent.TimeUnit;

import dev.penstock.filters.upstream.GatewayHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Passes the headers of a request on to an endpoint, and those of its response back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderPassBenchmark {

	private final HttpHeaders request = headers("host", "example.com", "user-agent", "client/1.0", "accept", "*/*",
			"authorization", "Bearer 0123456789", "content-type", "application/json", "content-length", "1000",
			"connection", "keep-alive", "x-request-id", "9d8bb3f0-6a4c-4b1e-9a39-0c9a0b1de2f3");

	private final HttpHeaders response = headers("content-type", "application/json", "content-length", "500", "date",
			"Tue, 24 Nov 2026 12:00:00 GMT", "server", "uvicorn", "connection", "keep-alive");

	private static HttpHeaders headers(String... namesAndValues) {
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.add(namesAndValues[i], namesAndValues[i + 1]);
		}
		return headers;
	}

	/**
	 * Copies a request's headers.
	 * @return the copy
	 */
	@Benchmark
	public HttpHeaders request() {
		HttpHeaders copy = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		GatewayHeaders.copyRequest(GatewayHeaders.view(this.request), copy);
		return copy;
	}

	/**
	 * Copies a response's headers.
	 * @return the copy
	 */
	@Benchmark
	public HttpHeaders response() {
		HttpHeaders copy = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		GatewayHeaders.copyResponse(this.response, copy::add);
		return copy;
	}

}

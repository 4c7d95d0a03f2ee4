package dev.penstock.filters.blocking;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/** Shows that the tests of this module fail when an event loop is blocked. */
class BlockingIsCaughtTests {

	@Test
	void eventLoopThatWaitsIsAnError() {
		LoopResources loops = LoopResources.create("blocking", 1, true);
		Mono<Throwable> outcome = Mono.create((sink) -> loops.onServer(true).execute(() -> {
			try {
				new CountDownLatch(1).await();
				sink.error(new AssertionError("the latch was counted down by nobody"));
			}
			catch (BlockingOperationError | InterruptedException ex) {
				sink.success(ex);
			}
		}));
		assertThat(outcome.block()).isInstanceOf(BlockingOperationError.class);
		loops.dispose();
	}

}

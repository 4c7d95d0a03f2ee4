package dev.penstock.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.demo.engine.Completion;
import dev.penstock.demo.engine.Engine;
import dev.penstock.demo.engine.EngineSettings;
import dev.penstock.demo.engine.FinishReason;
import dev.penstock.demo.engine.Sequence;
import dev.penstock.demo.engine.TokenChain;
import io.netty.channel.DefaultEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class GenerationTests {

	private final DefaultEventLoop loop = new DefaultEventLoop();

	private final EngineSettings settings = new EngineSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 16, 10,
			160, 1);

	private final Engine engine = new Engine(this.settings, System::nanoTime);

	private final List<String> told = new ArrayList<>();

	private final Generation generation = new Generation(this.settings, this.loop,
			new Completion(List.of("a", "b"), FinishReason.STOP, null), new Fault.None(), new Recorder());

	@AfterEach
	void stop() {
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void producesEachTokenOnce() {
		this.loop.submit(this::start).syncUninterruptibly();
		await().until(() -> this.engine.running() == 0);
		this.loop.submit(this.generation::leave).syncUninterruptibly();
		assertThat(this.told).containsExactly("a", "b last");
	}

	@Test
	void endsAtOnceIfTheClientLeftBeforeTheStart() {
		this.loop.submit(() -> {
			this.generation.leave();
			start();
			assertThat(this.engine.running()).isZero();
		}).syncUninterruptibly();
		this.loop.submit(this.generation::leave).syncUninterruptibly();
		assertThat(this.told).containsExactly("left");
	}

	private void start() {
		this.generation.start(this.engine, new Sequence.Work(new TokenChain("", 16).append("Hi"), 2, null));
	}

	/** Writes down what it is told. */
	private final class Recorder implements Generation.Listener {

		@Override
		public void onToken(String piece, Sequence sequence, boolean last) {
			GenerationTests.this.told.add(last ? piece + " last" : piece);
		}

		@Override
		public void onReset() {
			GenerationTests.this.told.add("reset");
		}

		@Override
		public void onLeft() {
			GenerationTests.this.told.add("left");
		}

	}

}

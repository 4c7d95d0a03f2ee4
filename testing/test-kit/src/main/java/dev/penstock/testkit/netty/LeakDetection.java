package dev.penstock.testkit.netty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test class in which a buffer was lost. Registered as a session listener, since
 * Netty asks for a detector once, when the first buffer is made.
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback, LauncherSessionListener {

	private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

	/**
	 * Marks what the gRPC server of a fake picker was reading: it loses the part of a
	 * message that came before its stream was broken off. The gateway is only a client.
	 */
	private static final String GRPC_SERVER = "NettyServerHandler";

	/** How often to look: what is lost is found when it is collected. */
	private static final int ROUNDS = 6;

	@Override
	public void launcherSessionOpened(LauncherSession session) {
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		collect();
		LEAKS.clear();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (!ResourceLeakDetector.isEnabled()) {
			throw new AssertionError(
					"Something has ended the search for lost buffers: set spring.netty.leak-detection");
		}
		collect();
		if (!LEAKS.isEmpty()) {
			throw new AssertionError(LEAKS.size() + " buffers were lost, the first:\n" + LEAKS.getFirst());
		}
	}

	/** Lets the collector find what is lost, and the detector tell: it does so on use. */
	private static void collect() {
		for (int i = 0; i < ROUNDS; i++) {
			System.gc();
			ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
			buffer.release();
		}
	}

	private static final class RecordingFactory extends ResourceLeakDetectorFactory {

		@Override
		@SuppressWarnings("deprecation")
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			return new RecordingDetector<>(resource, samplingInterval);
		}

	}

	private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {

		RecordingDetector(Class<?> resourceType, int samplingInterval) {
			super(resourceType, samplingInterval);
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			if (!records.contains(GRPC_SERVER)) {
				LEAKS.add(resourceType + records);
			}
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			LEAKS.add(resourceType);
		}

	}

}

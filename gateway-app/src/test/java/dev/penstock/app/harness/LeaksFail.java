package dev.penstock.app.harness;

import dev.penstock.testkit.netty.LeakDetection;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which buffers are lost. Registered for all classes by the
 * service loader, and looks after those that send requests.
 */
public final class LeaksFail implements AfterAllCallback {

	private final LeakDetection detection = new LeakDetection();

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getRequiredTestClass().getPackageName().equals("dev.penstock.app")) {
			this.detection.afterAll(context);
		}
	}

}

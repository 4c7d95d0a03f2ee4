package dev.penstock.app.harness;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Keeps what was logged, for tests to look at; {@code logback-test.xml} puts it there.
 */
public final class CapturedLog extends AppenderBase<ILoggingEvent> {

	private static final Queue<Line> LINES = new ConcurrentLinkedQueue<>();

	@Override
	protected void append(ILoggingEvent event) {
		LINES.add(new Line(event.getLoggerName(), event.getFormattedMessage()));
	}

	/**
	 * Returns what a logger has logged so far.
	 * @param logger the name of the logger
	 * @return the messages, oldest first
	 */
	public static List<String> of(String logger) {
		return LINES.stream().filter((line) -> line.logger().equals(logger)).map(Line::message).toList();
	}

	private record Line(String logger, String message) {
	}

}

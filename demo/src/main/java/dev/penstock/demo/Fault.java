package dev.penstock.demo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Is something that a server does wrong on request.
 */
public sealed interface Fault {

	/** The request header that asks for a fault. */
	String HEADER = "x-sim-fault";

	/** What may be asked for. */
	String SYNTAX = "none, reset-before-headers, reset-after-chunks=N, hang, hang-after-chunks=N, delay=MILLISECONDS or status=400..599";

	/**
	 * Reads a fault.
	 * @param text see {@link #SYNTAX}
	 * @return the fault, null if the text is none of these
	 */
	static @Nullable Fault parse(String text) {
		Matcher matcher = Syntax.PATTERN.matcher(text.trim());
		if (!matcher.matches()) {
			return null;
		}
		String name = matcher.group(1);
		int value = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : -1;
		return switch (name) {
			case "none" -> (value < 0) ? new None() : null;
			case "hang" -> (value < 0) ? new HangAfter(0) : null;
			case "reset-before-headers" -> (value < 0) ? new ResetBeforeHeaders() : null;
			case "reset-after-chunks" -> (value >= 0) ? new ResetAfter(value) : null;
			case "hang-after-chunks" -> (value >= 0) ? new HangAfter(value) : null;
			case "delay" -> (value >= 0) ? new Delay(Duration.ofMillis(value)) : null;
			case "status" -> (value >= 400 && value <= 599) ? new Status(value) : null;
			default -> null;
		};
	}

	/** Does nothing wrong. */
	record None() implements Fault {
	}

	/** Resets the connection (HTTP/1.1) or the stream (HTTP/2) without any answer. */
	record ResetBeforeHeaders() implements Fault {
	}

	/**
	 * Resets after tokens; an answer that is not streamed is then lost as a whole. Does
	 * nothing if the answer is shorter.
	 *
	 * @param tokens how many are sent
	 */
	record ResetAfter(int tokens) implements Fault {
	}

	/**
	 * Keeps its slot and says nothing more until the client leaves. Does nothing if the
	 * answer is shorter.
	 *
	 * @param tokens how many are sent before
	 */
	record HangAfter(int tokens) implements Fault {
	}

	/**
	 * Waits before it does anything.
	 *
	 * @param time how long
	 */
	record Delay(Duration time) implements Fault {
	}

	/**
	 * Answers with an error.
	 *
	 * @param code the HTTP status
	 */
	record Status(int code) implements Fault {
	}

	/** Holds the compiled syntax. */
	final class Syntax {

		private static final Pattern PATTERN = Pattern.compile("([a-z-]+)(?:=([0-9]{1,8}))?");

		private Syntax() {
		}

	}

}

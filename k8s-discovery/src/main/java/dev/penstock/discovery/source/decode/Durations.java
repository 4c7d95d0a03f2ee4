package dev.penstock.discovery.source.decode;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Reads durations as GEP-2257 defines them. */
final class Durations {

	private static final TextFormat FORMAT = TextFormat.of("a duration",
			"write one to four numbers of at most five digits with units h, m, s or ms, such as `300s`, `1h30m` or"
					+ " `500ms`",
			28, "([0-9]{1,5}(h|m|s|ms)){1,4}");

	private static final Pattern PART = Pattern.compile("([0-9]+)(ms|h|m|s)");

	private Durations() {
	}

	static @Nullable Duration read(FieldReader reader, String name) {
		String text = reader.text(name, FORMAT);
		if (text == null) {
			return null;
		}
		Duration sum = Duration.ZERO;
		Matcher parts = PART.matcher(text);
		while (parts.find()) {
			long count = Long.parseLong(parts.group(1));
			sum = sum.plus(switch (parts.group(2)) {
				case "h" -> Duration.ofHours(count);
				case "m" -> Duration.ofMinutes(count);
				case "s" -> Duration.ofSeconds(count);
				default -> Duration.ofMillis(count);
			});
		}
		return sum;
	}

}

package dev.penstock.filters.error;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReasonCodeTests {

	private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\d{3}) \\| .+ \\| .+ \\|");

	@Test
	void codesAndStatusesAreThoseOfTheReferencePage() throws IOException {
		List<String> documented;
		try (Stream<String> lines = Files.lines(Path.of("..", "src-docs", "reference", "reason-codes.md"))) {
			documented = lines.map(ROW::matcher)
				.filter(Matcher::matches)
				.map((row) -> row.group(1) + " " + row.group(2))
				.toList();
		}
		assertThat(documented).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(ReasonCode.values()).map((reason) -> reason.code() + " " + reason.status()).toList());
	}

}

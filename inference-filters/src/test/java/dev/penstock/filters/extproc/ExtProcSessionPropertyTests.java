package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds whatever a picker says, in any order, and whenever it, the model server or
 * the client is gone. {@link SessionScript#finish()} fails where a buffer is held or
 * released twice.
 */
class ExtProcSessionPropertyTests {

	private static final List<String> PICKER = List.of("<headers:e", "<headers:", "<headers-replace:x", "<headers-stop",
			"<metadata:e", "<ack", "<part:x", "<whole:x", "<stream:a", "<stream:x", "<stream:", "<streamed:b",
			"<streamed:", "<rheaders", "<rheaders-replace:x", "<rack", "<rpart:x", "<rstream:a", "<rstream:x",
			"<rstream:", "<rstreamed:b", "<rstreamed:", "<other");

	private static final List<String> ENDS = List.of("<immediate:429", "<close", "<fail", "<error", "deadline",
			"close");

	private static final List<String> GATEWAY = List.of("body:a", "body:b", "last:a", "last:", "trailers", "response",
			"empty-response", "chunk:a", "chunk:b", "chunk:ab", "end");

	@Provide
	Arbitrary<List<String>> exchanges() {
		Arbitrary<String> word = Arbitraries.frequencyOf(Tuple.of(12, Arbitraries.of(PICKER)),
				Tuple.of(8, Arbitraries.of(GATEWAY)), Tuple.of(1, Arbitraries.of(ENDS)));
		return word.list().ofMinSize(1).ofMaxSize(40);
	}

	@Property(tries = 20_000)
	void anExchangeHasOneOutcomeAndHoldsNothing(@ForAll("exchanges") List<String> words) {
		SessionScript script = new SessionScript(64);
		List<String> played = play(script, words);
		script.finish();
		List<String> actions = SessionScript.outcome(script.actions());
		assertThat(actions).as("%s", played)
			.filteredOn(ExtProcSessionPropertyTests::decides)
			.hasSizeLessThanOrEqualTo(1);
		assertThat(actions).as("%s", played)
			.filteredOn((action) -> action.startsWith("go") || action.startsWith("replaced"))
			.hasSizeLessThanOrEqualTo(1);
		assertThat(actions).as("%s", played)
			.filteredOn((action) -> action.equals("complete") || action.equals("interrupt"))
			.hasSizeLessThanOrEqualTo(1);
		assertThat(actions).as("%s", played)
			.filteredOn((action) -> action.equals("cancel"))
			.hasSizeLessThanOrEqualTo(1);
		assertNothingAfterTheEnd(actions, played);
	}

	@Property(tries = 10_000)
	void anExchangeThatIsLetRunEndsWell(@ForAll("exchanges") List<String> words) {
		SessionScript script = new SessionScript(64);
		List<String> played = play(script, words.stream().filter((word) -> !word.equals("close")).toList());
		if (!played.contains("sent-all")) {
			script.on("trailers");
		}
		script.on("deadline");
		script.on("deadline");
		assertThat(script.actions()).as("%s", played).filteredOn(ExtProcSessionPropertyTests::decides).hasSize(1);
		if (script.actions().stream().anyMatch((action) -> action.startsWith("pick:"))
				&& script.actions().stream().noneMatch((action) -> action.startsWith("recall"))) {
			script.on("response");
			script.on("deadline");
			assertThat(script.actions()).as("%s", played)
				.filteredOn((action) -> action.startsWith("go") || action.startsWith("replaced"))
				.hasSize(1);
			if (script.actions().stream().anyMatch((action) -> action.startsWith("go"))) {
				script.on("end");
				script.on("deadline");
				assertThat(script.actions()).as("%s", played)
					.filteredOn((action) -> action.equals("complete") || action.equals("interrupt"))
					.hasSize(1);
			}
		}
		script.finish();
	}

	@Property(tries = 10_000)
	void aPickerThatChangesNothingLosesNothing(@ForAll("exchanges") List<String> words) {
		List<String> harmless = words.stream()
			.filter((word) -> List.of("chunk:a", "chunk:b", "chunk:ab", "<rack", "<close", "<fail", "deadline")
				.contains(word))
			.toList();
		SessionScript script = new SessionScript(64);
		for (String word : List.of("bodyless", "<headers:e", "response", "<rheaders")) {
			script.on(word);
		}
		StringBuilder sent = new StringBuilder();
		int echoed = 0;
		boolean acknowledged = false;
		for (String word : harmless) {
			script.on(word);
			acknowledged |= word.equals("<rack");
			if (word.startsWith("chunk:")) {
				sent.append(word.substring(6));
			}
			else if (!acknowledged && sent.length() - echoed > 1) {
				int length = 1 + (sent.length() - echoed) / 2;
				script.on("<rstream:" + sent.substring(echoed, echoed + length));
				echoed += length;
			}
		}
		script.on("end");
		script.on("deadline");
		assertThat(script.emitted()).as("%s", harmless).isEqualTo(sent.toString());
		assertThat(script.actions()).as("%s", harmless).contains("complete").doesNotContain("interrupt");
		script.finish();
	}

	/**
	 * Plays what the gateway may do: the phases in order, a response only after a pick.
	 */
	private static List<String> play(SessionScript script, List<String> words) {
		List<String> played = new ArrayList<>(List.of("start"));
		script.on("start");
		boolean last = false;
		boolean response = false;
		boolean ended = false;
		boolean closed = false;
		for (String word : words) {
			boolean picked = script.actions().stream().anyMatch((action) -> action.startsWith("pick:"));
			boolean go = script.actions().stream().anyMatch((action) -> action.startsWith("go"));
			boolean allowed = switch (word) {
				case "body:a", "body:b", "last:a", "last:", "trailers" -> !last && !closed;
				case "response", "empty-response" -> picked && !response && !closed;
				case "chunk:a", "chunk:b", "chunk:ab", "end" -> go && !ended && !closed;
				default -> true;
			};
			if (!allowed) {
				continue;
			}
			script.on(word);
			played.add(word);
			last |= word.startsWith("last") || word.equals("trailers");
			response |= word.endsWith("response");
			ended |= word.equals("end") || word.equals("empty-response");
			closed |= word.equals("close");
		}
		if (last) {
			played.add("sent-all");
		}
		return played;
	}

	private static boolean decides(String action) {
		return action.startsWith("pick:") || action.startsWith("answered:") || action.startsWith("picker_");
	}

	private static void assertNothingAfterTheEnd(List<String> actions, List<String> played) {
		boolean over = false;
		for (String action : actions) {
			assertThat(over && action.startsWith("emit")).as("%s gives %s", played, actions).isFalse();
			over |= action.equals("complete") || action.equals("interrupt");
		}
	}

}

package dev.penstock.filters.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.penstock.filters.error.ReasonCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what is remembered of picks. */
class RecentPicksTests {

	private final RecentPicks picks = new RecentPicks();

	@Test
	void remembersTheLastHundredNewestFirst() {
		for (int i = 0; i < 250; i++) {
			end(picked("r" + i));
		}
		assertThat(this.picks.newestFirst()).hasSize(100)
			.extracting(RecentPick::requestId)
			.startsWith("r249", "r248")
			.endsWith("r151", "r150");
	}

	@Test
	void forgetsRequestsThatAskedNoPicker() {
		end(new RequestJournal(System.nanoTime()));
		assertThat(this.picks.newestFirst()).isEmpty();
	}

	@Test
	void tellsHowAPickerFailedOfARequestThatWentOn() {
		RequestJournal journal = asked("r");
		journal.pick("picker_timeout", null);
		journal.failedOpen(ReasonCode.PICKER_TIMEOUT, "it was late");
		journal.attempt("10.0.0.1:8000");
		end(journal);
		assertThat(this.picks.newestFirst()).singleElement().satisfies((pick) -> {
			assertThat(pick.pool()).isEqualTo("ns/pool");
			assertThat(pick.outcome()).isEqualTo("picker_timeout");
			assertThat(pick.failedOpen()).isEqualTo("picker_timeout");
			assertThat(pick.served()).isEqualTo("10.0.0.1:8000");
			assertThat(pick.message()).isEqualTo("it was late");
			assertThat(pick.reason()).isNull();
		});
	}

	@Test
	void tellsOfClientsThatLeftBeforeADecision() {
		RequestJournal journal = asked("r");
		journal.aborted();
		end(journal);
		assertThat(this.picks.newestFirst()).singleElement().satisfies((pick) -> {
			assertThat(pick.outcome()).isEqualTo("undecided");
			assertThat(pick.reason()).isEqualTo("client_left");
			assertThat(pick.millis()).isNotNegative();
		});
	}

	@Test
	void keepsAHundredWhicheverEventLoopsWrite() throws Exception {
		try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
			List<Future<?>> all = new ArrayList<>();
			for (int loop = 0; loop < 4; loop++) {
				int number = loop;
				all.add(loops.submit(() -> {
					for (int i = 0; i < 1_000; i++) {
						end(picked(number + "-" + i));
					}
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		assertThat(this.picks.newestFirst()).hasSize(100).extracting(RecentPick::requestId).doesNotHaveDuplicates();
	}

	private static RequestJournal picked(String id) {
		RequestJournal journal = asked(id);
		journal.pick("picked", "10.0.0.1:8000,10.0.0.2:8000");
		return journal;
	}

	private static RequestJournal asked(String id) {
		RequestJournal journal = new RequestJournal(System.nanoTime());
		journal.requestId(id);
		journal.backend("ns/pool");
		journal.pickBegun();
		return journal;
	}

	private void end(RequestJournal journal) {
		this.picks.ended(new EndedRequest(journal, "POST", "h", "/", "127.0.0.1", 200, 1));
	}

}

package dev.penstock.filters.extproc;

import java.util.Arrays;
import java.util.List;

import dev.penstock.testkit.netty.LeakDetection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** One row for each sentence of the protocol: what happens, and what comes of it. */
@ExtendWith(LeakDetection.class)
class ExtProcSessionTests {

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					no body: the headers' answer decides                | bodyless <headers:e                               | pick:e
					several endpoints keep their order, trimmed         | bodyless <headers:e,f,,g                          | pick:e,f,g
					metadata names endpoints where no header does       | bodyless <metadata:e,f                            | pick:e,f
					the body streamed back as it was is the original    | start last:abc <headers:e <stream:ab <streamed:c  | pick:e
					in parts that differ from those sent                | start body:ab last:cd <headers:e <stream:abc <streamed:d | pick:e
					with an empty last part                             | start last:abc <headers:e <stream:abc <streamed:  | pick:e
					a body altered at once                              | start last:abc <headers:e <streamed:xyz           | pick:e:xyz
					a body altered later keeps what was equal           | start body:ab last:cd <headers:e <stream:abc <streamed:x | pick:e:abcx
					a body cut short                                    | start last:abc <headers:e <streamed:ab            | pick:e:ab
					a body made longer                                  | start last:abc <headers:e <stream:abc <streamed:d | pick:e:abcd
					a body emptied                                      | start last:abc <headers:e <streamed:              | pick:e:
					the body before the headers                         | start last:abc <stream:ab <streamed:x <headers:e  | pick:e:abx
					the headers alone don't decide                      | start last:abc <headers:e                         | ''
					nor while the body has not ended                    | start body:abc <headers:e <ack                    | ''
					each part answered without a change is the original | start body:ab last:c <headers:e <ack <ack         | pick:e
					so are parts answered before the headers            | start body:ab <ack last:c <ack <headers:e         | pick:e
					or the last of them after the headers               | start body:ab <ack last:c <headers:e <ack         | pick:e
					a part replaced                                     | start body:ab last:c <headers:e <ack <part:x      | pick:e:abx
					parts replaced by one, the next left                | start body:ab last:c <headers:e <part:x <ack      | pick:e:xc
					a part cleared                                      | start body:ab last:c <headers:e <part: <ack       | pick:e:c
					the whole replaced by an answer to the body         | start body:ab last:c <headers:e <whole:xyz        | half-close pick:e:xyz
					the whole replaced by the headers' answer           | start body:ab <headers-replace:xyz last:c         | half-close pick:e:xyz
					CONTINUE_AND_REPLACE without a body                 | start body:ab <headers-stop last:c                | half-close pick:e
					trailers end the body                               | start body:ab trailers <headers:e <streamed:ab    | pick:e
					bodies are ignored: on at the deadline              | start last:abc <headers:e deadline                | pick:e
					or answered in part without a change                | start body:ab last:c <headers:e <ack deadline     | pick:e
					but not if it streamed a part only                  | start last:abc <headers:e <stream:ab deadline     | cancel picker_timeout
					nothing said: a timeout                             | start last:abc deadline                           | cancel picker_timeout
					only the body answered: a timeout                   | start last:abc <ack deadline                      | cancel picker_timeout
					headers without an endpoint                         | start body:ab <headers:                           | half-close pick:
					an answer of its own before all                     | start body:ab <immediate:429                      | half-close answered:429
					an answer of its own in place of the body's         | start last:ab <headers:e <immediate:503           | half-close answered:503
					closed before it said anything                      | start body:ab <close                              | picker_no_endpoint
					closed after the headers                            | start last:ab <headers:e <close                   | pick:e
					closed after a part of an altered body              | start last:ab <headers:e <stream:x <close         | pick:e
					failed before it said anything                      | start body:ab <fail                               | picker_unreachable
					failed after the headers                            | start last:ab <headers:e <error                   | picker_error
					failed mid-body                                     | start last:ab <headers:e <stream:x <fail          | picker_unreachable
					late, duplicate and unknown messages                | start <other last:a <headers:e <headers:f <rheaders <rack <ack <ack <headers:g <streamed:x | pick:e
					nothing after the decision changes it               | start last:a <fail <headers:e <streamed:a <close deadline | picker_unreachable
					a body that grows past the limit                    | start last:a <headers:e <stream:OVERLONG          | cancel picker_error
					the asker leaves                                    | start body:ab close                               | cancel
					""")
	void decides(String sentence, String events, String outcome) {
		assertThat(SessionScript.outcome(SessionScript.play(events.replace("OVERLONG", "x".repeat(1025)))))
			.containsExactlyElementsOf(words(outcome));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					taken back before the response                      | <immediate:429                                    | half-close recall:429
					not taken back once the response is shown           | response <immediate:429                           | half-close replaced:429
					a clean close before the response                   | <close response chunk:a end                       | go-same emit:a complete
					a failure before the response                       | <fail response chunk:a end                        | go-same emit:a complete
					headers answered                                    | response <rheaders                                | go
					headers not answered in time                        | response deadline <rheaders chunk:a end           | cancel go-same emit:a complete
					headers answered by a close                         | response <close chunk:a end                       | go-same emit:a complete
					headers answered by a failure                       | response <error chunk:a end                       | go-same emit:a complete
					headers answered with the whole body                | response <rheaders-replace:xyz                    | half-close go:xyz
					no body                                             | empty-response <rheaders end                      | half-close go-same complete
					streamed back part by part                          | response <rheaders chunk:a <rstream:a chunk:b <rstream:b end <rstreamed: | go emit:a emit:b complete half-close
					altered part by part                                | response <rheaders chunk:a <rstream:A chunk:b <rstream:B end <rstreamed: | go emit:A emit:B complete half-close
					held back until its end                             | response <rheaders chunk:a chunk:b end <rstream:A <rstreamed:B | go emit:A emit:B complete half-close
					acknowledged: what follows does not wait            | response <rheaders chunk:a <rack chunk:b <rack chunk:c end | go emit:a emit:b emit:c complete half-close
					acknowledged late: all that waited goes             | response <rheaders chunk:a chunk:b <rack chunk:c end <rack | go emit:a emit:b emit:c complete half-close
					acknowledged at the end only                        | response <rheaders chunk:a end <rack              | go emit:a complete half-close
					parts replaced                                      | response <rheaders chunk:a <rpart:A chunk:b <rpart:B end <rpart: | go emit:A emit:B complete half-close
					a part left among streamed ones                     | response <rheaders chunk:a <rstream:A chunk:b <rack end <rstreamed: | go emit:A emit:b complete half-close
					ended early by the picker                           | response <rheaders chunk:a chunk:b <rstreamed:x chunk:c | go emit:x complete half-close
					failed before any answer                            | response <rheaders chunk:a chunk:b <fail chunk:c end | go emit:a emit:b emit:c complete
					failed after an echo                                | response <rheaders chunk:a chunk:b <rstream:a <fail chunk:c end | go emit:a emit:b emit:c complete
					failed in the middle of an echoed part              | response <rheaders chunk:abc <rstream:ab <fail end | go emit:ab emit:c complete
					failed after altered parts                          | response <rheaders chunk:a <rstream:A chunk:b <fail chunk:c end | go emit:A emit:b emit:c complete
					failed after the first of two altered parts         | response <rheaders chunk:a chunk:b <rstream:A <fail end | go emit:A emit:b complete
					failed within an altered body held back             | response <rheaders chunk:a chunk:b end <rstream:A <fail | go emit:A interrupt
					failed after the echo of two parts in one           | response <rheaders chunk:a chunk:b <rstream:ab chunk:c <fail end | go emit:a emit:b emit:c complete
					altered after it echoed in other parts, then failed | response <rheaders chunk:a chunk:b <rstream:ab chunk:c <rstream:X <fail | go emit:a emit:b emit:X interrupt
					altered after an echo in smaller parts, then failed | response <rheaders chunk:ab <rstream:a <rstream:b chunk:c chunk:d <rstream:X <fail | go emit:a emit:b emit:X interrupt
					a part held back, echoed with the next, then altered | response <rheaders chunk:a <rstream: chunk:b <rstream:ab chunk:c <rstream:C chunk:d <fail end | go emit:a emit:b emit:C emit:d complete
					more answers than messages, altered, then failed    | response <rheaders chunk:a <rstream:X <rstream:Y <fail | go emit:X emit:Y interrupt
					closed in good order                                | response <rheaders chunk:a chunk:b <rstream:a <close chunk:c end | go emit:a emit:b emit:c complete
					the end not answered in time                        | response <rheaders chunk:a <rstream:a end deadline | go emit:a complete cancel
					nothing answered in time                            | response <rheaders chunk:a end deadline <rstreamed:a | go emit:a complete cancel
					an altered body held back, not finished in time     | response <rheaders chunk:a end <rstream:A deadline | go emit:A interrupt cancel
					trailers are shown and changed                      | response <rheaders chunk:a <rstream:a end-trailers <rtrailers:x | go emit:a trailers:x complete half-close
					trailers are answered after a body held back        | response <rheaders chunk:a end-trailers <rstream:A <rtrailers:x | go emit:A trailers:x complete half-close
					a body that ended waits for its trailers            | response <rheaders chunk:a end-trailers <rstreamed:A <rtrailers:x | go emit:A trailers:x complete half-close
					trailers answered alone leave the body              | response <rheaders chunk:a end-trailers <rtrailers:x | go emit:a trailers:x complete half-close
					trailers not answered in time                       | response <rheaders chunk:a <rstream:a end-trailers deadline | go emit:a complete cancel
					not even where the body ended                       | response <rheaders chunk:a end-trailers <rstreamed:A deadline | go emit:A complete cancel
					who only observes can't hold trailers back          | response <rheaders chunk:a <rack end-trailers <rtrailers:x | go emit:a complete half-close
					trailers of which there are none                    | response <rheaders chunk:a <rtrailers:x <rstream:a end <rstreamed: | go emit:a complete half-close
					a failure before the trailers are answered          | response <rheaders chunk:a <rstream:A end-trailers <fail | go emit:A complete
					an answer of its own while the body flows           | response <rheaders chunk:a <rstream:a chunk:b <immediate:500 chunk:c | go emit:a half-close interrupt
					an answer of its own while it observes              | response <rheaders chunk:a <rack <immediate:500   | go emit:a half-close interrupt
					an answer of its own after the end                  | response <rheaders chunk:a <rstream:a end <rstreamed: <immediate:500 | go emit:a complete half-close half-close
					more held back than the limit                       | response <rheaders chunk:LONG chunk:LONG chunk:c end | go emit:LONG emit:LONG cancel emit:c complete
					messages about the request come late                | <ack <headers:f response <streamed:x <rheaders <ack chunk:a <streamed:y <rstreamed:a end | go emit:a complete half-close
					a body answer before there is a body                | response <rack <rheaders <rack chunk:a <rstreamed:a | go emit:a complete half-close
					the asker leaves before the response                | close                                             | cancel
					the asker leaves before its headers                 | response close chunk:a                            | cancel
					the asker leaves mid-body                           | response <rheaders chunk:a close chunk:b          | go cancel
					the asker leaves after the end                      | response <rheaders chunk:a <rstreamed:a end close | go emit:a complete half-close
					""")
	void showsTheResponse(String sentence, String events, String outcome) {
		String text = "l".repeat(600);
		List<String> actions = SessionScript.play("bodyless <headers:e " + events.replace("LONG", text));
		List<String> seen = SessionScript.outcome(actions);
		assertThat(seen.getFirst()).isEqualTo("pick:e");
		List<String> expected = words(outcome.replace("LONG", text));
		assertThat(seen.subList(1, seen.size())).filteredOn((action) -> !action.equals("release"))
			.containsExactlyElementsOf(expected);
	}

	@Test
	void sendsEverythingWithoutWaiting() {
		String long64k = "x".repeat(64 * 1024);
		List<String> actions = SessionScript.play("start body:ab last:" + long64k + "y <headers:e <streamed:q response "
				+ "chunk:c <rheaders chunk:d end");
		assertThat(actions.stream().filter((action) -> action.startsWith(">"))).containsExactly(">headers[10.0.0.1:80]",
				">body:ab[10.0.0.1:80]", ">body:" + long64k + "[10.0.0.1:80]", ">last:y[10.0.0.1:80]",
				">rheaders[10.0.0.1:80]", ">chunk:c", ">chunk:d", ">end:");
	}

	@Test
	void saysTheRequestAgainToAnotherReplica() {
		List<String> actions = SessionScript.play("start body:ab last:c replaced <headers:e <streamed:abc");
		assertThat(actions.stream().filter((action) -> action.startsWith(">"))).containsExactly(">headers[10.0.0.1:80]",
				">body:ab[10.0.0.1:80]", ">last:c[10.0.0.1:80]", ">headers[10.0.0.1:80]", ">body:ab[10.0.0.1:80]",
				">last:c[10.0.0.1:80]");
		assertThat(SessionScript.outcome(actions)).containsExactly("pick:e");
	}

	@Test
	void sendsOneEndForEmptyBodiesAndTrailers() {
		assertThat(SessionScript.play("start last: trailers")).filteredOn((action) -> action.startsWith(">last"))
			.hasSize(1);
		assertThat(SessionScript.play("start trailers")).filteredOn((action) -> action.startsWith(">last")).hasSize(1);
	}

	@Test
	void waitsForEachStepInTurn() {
		assertThat(deadlines("start body:a")).isEmpty();
		assertThat(deadlines("start last:a")).containsExactly("deadline:DECISION");
		assertThat(deadlines("start last:a <headers:e <stream:a")).containsExactly("deadline:DECISION",
				"deadline:REQUEST_BODY", "deadline:REQUEST_BODY");
		assertThat(deadlines("start body:a <headers:e last:b")).containsExactly("deadline:REQUEST_BODY");
		assertThat(deadlines("bodyless <headers:e response <rheaders chunk:a end")).containsExactly("deadline:DECISION",
				"stop", "deadline:RESPONSE_HEADERS", "stop", "deadline:RESPONSE_BODY");
	}

	private static List<String> deadlines(String events) {
		return SessionScript.play(events)
			.stream()
			.filter((action) -> action.startsWith("deadline") || (action.equals("stop") && events.contains("response")))
			.toList();
	}

	@Test
	void observesTheResponseOnlyOfAPickerThatPickedAndStays() {
		assertThat(observes("bodyless <headers:e")).isTrue();
		assertThat(observes("bodyless <headers:")).isFalse();
		assertThat(observes("bodyless <headers-stop")).isFalse();
		assertThat(observes("bodyless <headers:e <close")).isFalse();
		assertThat(observes("bodyless <immediate:429")).isFalse();
		assertThat(observes("start last:a <headers:e deadline")).isTrue();
		assertThat(observes("start last:a")).isFalse();
	}

	private static boolean observes(String events) {
		SessionScript script = new SessionScript(1024);
		Arrays.stream(events.split(" ")).forEach(script::on);
		boolean observes = script.session().observesResponse();
		script.finish();
		return observes;
	}

	private static List<String> words(String text) {
		return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
	}

}

package dev.penstock.filters.proxy;

import java.nio.ByteBuffer;
import java.util.List;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PickOutcomeTests {

	private static final HeaderMutation NO_CHANGE = new HeaderMutation(List.of());

	private final UpstreamEndpoint a = new UpstreamEndpoint("10.0.0.1", 80, "a");

	private final UpstreamEndpoint six = new UpstreamEndpoint("fd00::1", 8000, "six");

	private final EndpointGroup group = new EndpointGroup(UpstreamProtocol.HTTP1, List.of(this.a, this.six));

	@Test
	void endpointsOfThePoolAreSentToInThePickersOrderAndEachOnce() {
		PickOutcome outcome = picked(FailurePolicy.CLOSED, "[fd00::1]:8000", "10.0.0.9:80", "10.0.0.1:80",
				"10.0.0.1:80");
		assertThat(outcome).isInstanceOfSatisfying(PickOutcome.Send.class,
				(send) -> assertThat(send.endpoints()).containsExactly(this.six, this.a));
		assertThat(outcome.label()).isEqualTo("picked");
		assertThat(outcome.candidates()).startsWith("[fd00::1]:8000,10.0.0.9:80");
	}

	@Test
	void ipv6AddressIsKnownWithoutBracketsToo() {
		assertThat(picked(FailurePolicy.CLOSED, "fd00::1:8000")).isInstanceOfSatisfying(PickOutcome.Send.class,
				(send) -> assertThat(send.endpoints()).containsExactly(this.six));
	}

	@Test
	void endpointThatIsNotOfThePoolIsRefusedOrFailsOpen() {
		assertThat(picked(FailurePolicy.CLOSED, "10.0.0.9:80")).isInstanceOfSatisfying(PickOutcome.Refuse.class,
				(refuse) -> assertThat(refuse.reason()).isEqualTo(ReasonCode.ENDPOINT_NOT_IN_POOL));
		assertThat(picked(FailurePolicy.OPEN, "10.0.0.9:80")).isInstanceOfSatisfying(PickOutcome.FailOpen.class,
				(open) -> assertThat(open.reason()).isEqualTo(ReasonCode.ENDPOINT_NOT_IN_POOL));
	}

	@Test
	void unknownEndpointsAreSentToWhereTheyAreAllowed() {
		assertThat(allowed("10.0.0.9:80", "10.0.0.1:80", "[fd00::9]:81", "fd00::9:81", "10.0.0.9:80"))
			.isInstanceOfSatisfying(PickOutcome.Send.class,
					(send) -> assertThat(send.endpoints()).extracting(UpstreamEndpoint::authority)
						.containsExactly("10.0.0.9:80", "10.0.0.1:80", "[fd00::9]:81"));
		assertThat(allowed("10.0.0.1:80")).isInstanceOfSatisfying(PickOutcome.Send.class,
				(send) -> assertThat(send.endpoints()).containsExactly(this.a));
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:80", "example.com:80", "10.0.0.9", "10.0.0.9:0", "10.0.0.9:65536",
			"10.0.0.9:99999999999", "10.0.0:80", "[fe80::1%eth0]:80", "[10.0.0.9]:80", "[::1:80", ":80", "", "a",
			"10.0.0.9:80/x", "[fd00::9]" })
	void whatIsNoAddressWithAPortIsNeverAllowed(String name) {
		assertThat(allowed(name)).isInstanceOfSatisfying(PickOutcome.Refuse.class,
				(refuse) -> assertThat(refuse.reason()).isEqualTo(ReasonCode.ENDPOINT_NOT_IN_POOL));
	}

	private PickOutcome allowed(String... endpoints) {
		return PickOutcome.of(new PickResult.Picked(List.of(endpoints), NO_CHANGE, null), this.group,
				FailurePolicy.CLOSED, UnknownEndpoints.ALLOW);
	}

	@Test
	void pickerThatNamesNoEndpointHasFailed() {
		assertThat(picked(FailurePolicy.CLOSED)).isInstanceOfSatisfying(PickOutcome.Refuse.class,
				(refuse) -> assertThat(refuse.reason()).isEqualTo(ReasonCode.PICKER_NO_ENDPOINT));
	}

	@ParameterizedTest
	@EnumSource(FailurePolicy.class)
	void answerOfThePickerIsNeverAFailure(FailurePolicy policy) {
		ImmediateAnswer answer = new ImmediateAnswer(429, NO_CHANGE, ByteBuffer.allocate(0), "");
		assertThat(PickOutcome.of(new PickResult.Answered(answer), this.group, policy, UnknownEndpoints.REFUSE))
			.isEqualTo(new PickOutcome.Answer(answer));
	}

	@Test
	void pickerThatIsNotThereIsRefusedOrFailsOpenWithItsOwnReason() {
		PickResult unavailable = new PickResult.Unavailable(ReasonCode.PICKER_TIMEOUT, "too late");
		assertThat(PickOutcome.of(unavailable, this.group, FailurePolicy.CLOSED, UnknownEndpoints.REFUSE))
			.isEqualTo(new PickOutcome.Refuse(ReasonCode.PICKER_TIMEOUT, "too late"));
		assertThat(PickOutcome.of(unavailable, this.group, FailurePolicy.OPEN, UnknownEndpoints.REFUSE))
			.isEqualTo(new PickOutcome.FailOpen(ReasonCode.PICKER_TIMEOUT, "too late"));
	}

	private PickOutcome picked(FailurePolicy policy, String... endpoints) {
		return PickOutcome.of(new PickResult.Picked(List.of(endpoints), NO_CHANGE, null), this.group, policy,
				UnknownEndpoints.REFUSE);
	}

}

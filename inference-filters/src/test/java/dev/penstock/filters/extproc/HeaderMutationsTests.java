package dev.penstock.filters.extproc;

import java.util.List;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderMutationsTests {

	@ParameterizedTest
	@ValueSource(strings = { ":path", ":status", ":authority", "Connection", "keep-alive", "proxy-connection",
			"Transfer-Encoding", "te", "trailer", "upgrade", "Content-Length", "host", "x-gateway-destination-endpoint",
			"x-gateway-destination-endpoint-served", "", "bad name", "bad\r\nname" })
	void neverTouchesWhatIsTheGateways(String name) {
		assertThat(permitted(new Operation(Action.SET, name, "1"), new Operation(Action.REMOVE, name, ""))).isEmpty();
	}

	@Test
	void dropsValuesThatWouldSplitAMessage() {
		assertThat(permitted(new Operation(Action.SET, "x-a", "1\r\nx-b: 2"))).isEmpty();
	}

	@Test
	void keepsAllValuesOfAHeaderThatIsOnlyEchoed() {
		assertThat(permitted(new Operation(Action.SET, "Cookie", "b=2"))).isEmpty();
	}

	@Test
	void setsAHeaderToAnEarlierValueAfterItWasRemoved() {
		assertThat(permitted(new Operation(Action.REMOVE, "cookie", ""), new Operation(Action.SET, "cookie", "b=2")))
			.hasSize(2);
	}

	@Test
	void lowersNamesAndKeepsTheOrder() {
		assertThat(permitted(new Operation(Action.SET, "X-B", "1"), new Operation(Action.APPEND, "X-A", "2")))
			.containsExactly(new Operation(Action.SET, "x-b", "1"), new Operation(Action.APPEND, "x-a", "2"));
	}

	@Test
	void takesEndpointsFromTheHeaderBeforeTheMetadata() {
		HeaderMutation header = new HeaderMutation(
				List.of(new Operation(Action.SET, "X-Gateway-Destination-Endpoint", " a:1 , [::1]:2,::1:3,")));
		assertThat(HeaderMutations.endpoints(header, "b:1")).containsExactly("a:1", "[::1]:2", "::1:3");
		assertThat(HeaderMutations.endpoints(HeaderMutation.NONE, "b:1,c:1")).containsExactly("b:1", "c:1");
		assertThat(HeaderMutations.endpoints(HeaderMutation.NONE, null)).isEmpty();
		HeaderMutation empty = new HeaderMutation(List.of(new Operation(Action.SET, HeaderMutations.DESTINATION, " ")));
		assertThat(HeaderMutations.endpoints(empty, "b:1")).containsExactly("b:1");
	}

	private static List<Operation> permitted(Operation... operations) {
		HttpHeaders original = new HttpHeaders();
		original.add("Cookie", "a=1");
		original.add("Cookie", "b=2");
		return HeaderMutations.permitted(new HeaderMutation(List.of(operations)), original).operations();
	}

}

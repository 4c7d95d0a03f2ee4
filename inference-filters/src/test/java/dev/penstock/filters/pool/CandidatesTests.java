package dev.penstock.filters.pool;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CandidatesTests {

	private final UpstreamEndpoint a = new UpstreamEndpoint("10.0.0.1", 80, "a");

	private final UpstreamEndpoint b = new UpstreamEndpoint("10.0.0.2", 80, "b");

	private final UpstreamEndpoint c = new UpstreamEndpoint("10.0.0.3", 80, "c");

	@Test
	void leastRequestsGivesTheIdleOnesFirstAndEachOnce() {
		this.a.acquire();
		this.a.acquire();
		this.c.acquire();
		Candidates candidates = Candidates.leastRequests(List.of(this.a, this.b, this.c), 10);
		assertThat(candidates.next()).isSameAs(this.b);
		assertThat(candidates.next()).isSameAs(this.c);
		assertThat(candidates.next()).isSameAs(this.a);
		assertThat(candidates.next()).isNull();
	}

	@Test
	void leastRequestsGivesNoMoreThanTheLimit() {
		Candidates candidates = Candidates.leastRequests(List.of(this.a, this.b, this.c), 2);
		assertThat(candidates.next()).isNotNull();
		assertThat(candidates.next()).isNotNull();
		assertThat(candidates.next()).isNull();
	}

	@Test
	void leastRequestsGivesAnyOfThoseThatAreEquallyBusy() {
		Set<UpstreamEndpoint> seen = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			seen.add(Candidates.leastRequests(List.of(this.a, this.b, this.c), 1).next());
		}
		assertThat(seen).containsExactlyInAnyOrder(this.a, this.b, this.c);
	}

	@Test
	void leastRequestsOfNoEndpointsGivesNone() {
		assertThat(Candidates.leastRequests(List.of(), 3).next()).isNull();
	}

	@Test
	void inOrderKeepsTheOrder() {
		Candidates candidates = Candidates.inOrder(List.of(this.c, this.a));
		assertThat(candidates.next()).isSameAs(this.c);
		assertThat(candidates.next()).isSameAs(this.a);
		assertThat(candidates.next()).isNull();
	}

	@Test
	void authorityOfAnIpv6AddressHasBrackets() {
		assertThat(new UpstreamEndpoint("fd00::1", 8000, "x").authority()).isEqualTo("[fd00::1]:8000");
	}

	@Test
	void addressMustBeAnIpAddress() {
		assertThatIllegalArgumentException().isThrownBy(() -> new UpstreamEndpoint("model.example.com", 80, "x"))
			.withMessageContaining("model.example.com");
	}

}

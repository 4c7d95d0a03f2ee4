package dev.penstock.discovery.translate;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HostnamesTests {

	@Test
	void everyHostIsCommonToTwoThatNameNone() {
		assertThat(Hostnames.intersect(null, List.of())).isEmpty();
	}

	@Test
	void aSideThatNamesNoneTakesTheOthers() {
		assertThat(Hostnames.intersect(null, List.of("b.example", "*.a.example"))).containsExactly("*.a.example",
				"b.example");
		assertThat(Hostnames.intersect("*.example.com", List.of())).containsExactly("*.example.com");
	}

	@Test
	void exactNamesMustBeEqual() {
		assertThat(Hostnames.intersect("a.example.com", List.of("a.example.com", "b.example.com")))
			.containsExactly("a.example.com");
		assertThat(Hostnames.intersect("a.example.com", List.of("b.example.com"))).isNull();
	}

	@Test
	void theMoreSpecificNameIsKeptWhicheverSideHasIt() {
		assertThat(Hostnames.intersect("*.example.com", List.of("a.example.com"))).containsExactly("a.example.com");
		assertThat(Hostnames.intersect("a.example.com", List.of("*.example.com"))).containsExactly("a.example.com");
		assertThat(Hostnames.intersect("*.example.com", List.of("*.a.example.com"))).containsExactly("*.a.example.com");
		assertThat(Hostnames.intersect("*.a.example.com", List.of("*.example.com"))).containsExactly("*.a.example.com");
	}

	@Test
	void aWildcardMatchesSeveralLabelsButNotNone() {
		assertThat(Hostnames.intersect("*.example.com", List.of("a.b.example.com"))).containsExactly("a.b.example.com");
		assertThat(Hostnames.intersect("*.example.com", List.of("example.com"))).isNull();
		assertThat(Hostnames.intersect("example.com", List.of("*.example.com"))).isNull();
	}

	@Test
	void aWildcardEndsAtALabel() {
		assertThat(Hostnames.intersect("*.example.com", List.of("a.notexample.com"))).isNull();
		assertThat(Hostnames.intersect("*.example.com", List.of("*.notexample.com"))).isNull();
	}

	@Test
	void equalIntersectionsCountOnce() {
		assertThat(Hostnames.intersect("a.example.com", List.of("*.com", "*.example.com", "a.example.com")))
			.containsExactly("a.example.com");
	}

}

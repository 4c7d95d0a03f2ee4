package dev.penstock.discovery.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BindPortsTests {

	@Test
	void needsNoPrivilege() {
		assertThat(ports(80, 443, 1023, 1024, 8080))
			.isEqualTo(new TreeMap<>(Map.of(80, 20080, 443, 20443, 1023, 21023, 1024, 1024, 8080, 8080)));
	}

	@Test
	void keepsOffThePortsOfOtherListeners() {
		assertThat(ports(80, 20080, 21104)).isEqualTo(new TreeMap<>(Map.of(80, 22128, 20080, 20080, 21104, 21104)));
	}

	private static SortedMap<Integer, Integer> ports(Integer... listeners) {
		return BindPorts.of(new TreeSet<>(List.of(listeners)));
	}

}

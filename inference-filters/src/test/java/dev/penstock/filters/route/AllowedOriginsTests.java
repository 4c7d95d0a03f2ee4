package dev.penstock.filters.route;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AllowedOriginsTests {

	@ParameterizedTest
	@CsvSource({ "https://www.foo.com,https://www.foo.com,true", "https://www.foo.com,https://WWW.foo.com:443,true",
			"http://foo.com:80,http://foo.com,true", "https://www.foo.com,http://www.foo.com,false",
			"https://www.foo.com,https://www.foo.com:8443,false", "https://*.bar.com,https://www.bar.com,true",
			"https://*.bar.com,https://xpto.www.bar.com,true", "https://*.bar.com,https://bar.com,false",
			"https://*.bar.com,https://foobar.com,false", "https://*.bar.com,https://a.bar.com.evil.com,false",
			"https://*.bar.com:8443,https://a.bar.com:8443,true", "https://*,https://anything.example,true",
			"https://*,http://anything.example,false", "https://*,https://a.example:81,false", "*,null,true",
			"*,app://whatever,true", "https://*,null,false", "https://a.com,https://a.com:99999999,false" })
	void originMatches(String allowed, String origin, boolean matches) {
		assertThat(new AllowedOrigins(List.of(allowed)).contains(origin)).isEqualTo(matches);
	}

	@Test
	void nothingAllowsNothing() {
		assertThat(new AllowedOrigins(List.of()).contains("https://a.com")).isFalse();
	}

}

package dev.penstock.filters.route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PathRewriteTests {

	/** Is the table of {@code HTTPPathModifier.replacePrefixMatch}, and what follows. */
	@ParameterizedTest
	@CsvSource({ "/foo/bar,/foo,/xyz,/xyz/bar", "/foo/bar,/foo,/xyz/,/xyz/bar", "/foo/bar,/foo/,/xyz,/xyz/bar",
			"/foo/bar,/foo/,/xyz/,/xyz/bar", "/foo,/foo,/xyz,/xyz", "/foo/,/foo,/xyz,/xyz/", "/foo/bar,/foo,'',/bar",
			"/foo/,/foo,'',/", "/foo,/foo,'',/", "/foo/,/foo,/,/", "/foo,/foo,/,/", "/foo,/,/xyz,/xyz/foo",
			"/,/,/xyz,/xyz/", "/foo/%2Fbar%20,/foo,/x%20,/x%20/%2Fbar%20", "/foo/bar,/foo,xyz,/xyz/bar",
			"/foo/bar/,/foo/bar,/,/" })
	void prefixIsReplacedBySegments(String path, String prefix, String replacement, String rewritten) {
		assertThat(PathRewrite.prefix(prefix, replacement).apply(path)).isEqualTo(rewritten);
	}

	@Test
	void wholePathIsReplaced() {
		assertThat(PathRewrite.full("/a/b").apply("/c")).isEqualTo("/a/b");
		assertThat(PathRewrite.full("").apply("/c")).isEqualTo("/");
		assertThat(PathRewrite.NONE.apply("/c")).isEqualTo("/c");
	}

}

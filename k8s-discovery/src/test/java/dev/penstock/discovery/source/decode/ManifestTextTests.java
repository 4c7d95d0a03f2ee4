package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;
import dev.penstock.discovery.source.decode.ManifestText.Broken;
import dev.penstock.discovery.source.decode.ManifestText.Documents;
import dev.penstock.discovery.source.decode.ManifestText.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ManifestTextTests {

	@Test
	void documentsKnowTheirLines() {
		List<LocatedNode> nodes = documents("""
				# a comment
				a: 1
				---
				---
				b:
				  c:
				  - d: x
				  - e: [1, 2]
				""");
		assertThat(nodes).extracting(LocatedNode::line).containsExactly(2, 5);
		LocatedNode second = nodes.get(1);
		assertThat(second.lineOf("b")).isEqualTo(5);
		assertThat(second.lineOf("b.c[0].d")).isEqualTo(7);
		assertThat(second.lineOf("b.c[1].e[1]")).isEqualTo(8);
	}

	@Test
	void theNearestExistingPartOfAPathGivesTheLine() {
		LocatedNode node = documents("""
				metadata:
				  labels:
				    a.b/c: d
				spec:
				  rules:
				  - name: a
				""").getFirst();
		assertThat(node.lineOf("metadata.labels[a.b/c]")).isEqualTo(3);
		assertThat(node.lineOf("spec.rules[0].backendRefs[2].name")).isEqualTo(6);
		assertThat(node.lineOf("spec.rules[7]")).isEqualTo(5);
		assertThat(node.lineOf("spec.rules[x]")).isEqualTo(5);
		assertThat(node.lineOf("status.parents")).isEqualTo(1);
		assertThat(node.lineOf("")).isEqualTo(1);
	}

	@Test
	void anchorsAndMergeKeysAreResolved() {
		MapNode node = (MapNode) documents("""
				base: &base {a: 1, b: 2}
				more: &more {b: 3, c: 4}
				one:
				  <<: *base
				  b: 9
				both:
				  <<: [*base, *more]
				same: *base
				""").getFirst();
		assertThat(plain(node)).isEqualTo(Map.of("base", Map.of("a", "1", "b", "2"), "more", Map.of("b", "3", "c", "4"),
				"one", Map.of("a", "1", "b", "9"), "both", Map.of("a", "1", "b", "2", "c", "4"), "same",
				Map.of("a", "1", "b", "2")));
	}

	@Test
	void scalarsHaveTheTypesThatKubernetesGivesThem() {
		MapNode node = (MapNode) documents(
				"""
						{a: yes, b: "yes", c: 010, d: 0x1F, e: 1_000, f: 1.5, g: 1e3, h: 12:30, i: 2026-01-01, j: ~, k: , l: null,
						 m: 089, n: '', o: -7}
						""")
			.getFirst();
		assertThat(node.entries()).extracting((entry) -> ((ScalarNode) entry.value()).type())
			.containsExactly(ScalarType.BOOLEAN, ScalarType.STRING, ScalarType.INTEGER, ScalarType.INTEGER,
					ScalarType.INTEGER, ScalarType.DECIMAL, ScalarType.DECIMAL, ScalarType.STRING, ScalarType.STRING,
					ScalarType.NULL, ScalarType.NULL, ScalarType.NULL, ScalarType.DECIMAL, ScalarType.STRING,
					ScalarType.INTEGER);
		assertThat(List.of(node.text("c"), node.text("d"), node.text("e"), node.text("o"))).containsExactly("8", "31",
				"1000", "-7");
	}

	@Test
	void jsonMayBeIndentedWithTabsAndFollowOtherJson() {
		String text = "{\n\t\"a\": \"x\\/\\ud83d\\ude00\\n\",\n\t\"b\": [1, -2.5e3, true, null, {}, []]\n}\n{\"c\":{\"d\":\"e\"}}";
		for (Format format : Format.values()) {
			ManifestText parsed = ManifestText.parse(text, format);
			assertThat(parsed).isInstanceOf(Documents.class);
			List<LocatedNode> nodes = ((Documents) parsed).nodes();
			assertThat(nodes).extracting(LocatedNode::line).containsExactly(1, 5);
			assertThat(((MapNode) nodes.getFirst()).text("a")).isEqualTo("x/😀\n");
			assertThat(nodes.getFirst().lineOf("b[2]")).isEqualTo(3);
			assertThat(plain(nodes.get(1))).isEqualTo(Map.of("c", Map.of("d", "e")));
		}
	}

	@Test
	void flowMappingsThatAreNotJsonAreYaml() {
		assertThat(plain(documents("{a: b}").getFirst())).isEqualTo(Map.of("a", "b"));
	}

	@Test
	void anEmptyFileHasNoDocuments() {
		assertThat(documents("")).isEmpty();
		assertThat(documents("# nothing\n---\n")).isEmpty();
		assertThat(ManifestText.parse(" \n", Format.JSON)).isEqualTo(new Documents(List.of()));
	}

	@Test
	void aByteOrderMarkIsNoText() {
		assertThat(plain(documents("\uFEFFa: b").getFirst())).isEqualTo(Map.of("a", "b"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a: b: c                       | 1 | mapping values are not allowed | align the key
			a:\\n\\t- b                   | 2 | TAB                            | indent with spaces
			a: *x                         | 1 | undefined alias                | anchor
			a: 1\\nb: [1, 2               | 2 | expected                       | end the quote
			a: 1\\n---\\nb: 'x            | 3 | end of stream                  | end the quote
			a: @b                         | 1 | cannot start any token         | quote a value
			- a\\nb: c                    | 2 | line 1                         | align the lines
			a: 1\\n{{ .Values.x }}        | 2 | expected                       | align the lines
			{{ .Values.x }}               | 1 | a key is itself a mapping      | render the file
			a: &x [*x]                    | 1 | itself a part of               | remove the alias
			a: 1\\nb: {<<: 7}             | 2 | merges a single value          | anchor
			""")
	void brokenYamlNamesLineAndRemedy(String text, int line, String message, String remedy) {
		ManifestText parsed = ManifestText.parse(text.replace("\\n", "\n").replace("\\t", "\t"), Format.YAML);
		assertBroken(parsed, line, message, remedy);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"a":\\n}         | 2 | expected a value but found `}`   | no comma
			{"a": 1,\\n}      | 2 | expected a key but found `}`     | double quotes
			{"a" 1}           | 1 | expected `:` but found `1`       | colon
			{"a": 1\\n"b": 2} | 2 | expected `,` or `}`              | comma
			[1, 2             | 1 | found the end of the file        | comma
			["a\\nb"]         | 1 | does not end on its line         | double quote
			["a               | 1 | a text does not end              | double quote
			["\\q"]           | 1 | unknown escape                   | backslash
			["\\u12"]         | 1 | hexadecimal                      | backslash
			a: b              | 1 | expected a value but found `a`   | double quotes
			""")
	void brokenJsonNamesLineAndRemedy(String text, int line, String message, String remedy) {
		assertBroken(ManifestText.parse(text.replace("\\n", "\n"), Format.JSON), line, message, remedy);
	}

	@Test
	void nestingHasALimit() {
		assertBroken(ManifestText.parse("[".repeat(100_000), Format.JSON), 1, "nest", "flatten");
		assertThat(ManifestText.parse("[".repeat(100_000), Format.YAML)).isInstanceOf(Broken.class);
	}

	@Test
	void aliasesOfAliasesAreConvertedOnce() {
		StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 40; i++) {
			text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
		}
		assertThat(documents(text.toString())).hasSize(1);
	}

	@Test
	void plainMapsHaveNoLines() {
		LocatedNode node = LocatedNode.of(Map.of("a", List.of(1, 2L, 1.5, true, "x")));
		assertThat(node.line()).isEqualTo(LocatedNode.NO_LINE);
		SequenceNode items = (SequenceNode) ((MapNode) node).entries().getFirst().value();
		assertThat(items.items()).extracting((item) -> ((ScalarNode) item).type())
			.containsExactly(ScalarType.INTEGER, ScalarType.INTEGER, ScalarType.DECIMAL, ScalarType.BOOLEAN,
					ScalarType.STRING);
		assertThat(LocatedNode.of(null)).isEqualTo(new ScalarNode(0, ScalarType.NULL, "null"));
	}

	private static void assertBroken(ManifestText parsed, int line, String message, String remedy) {
		assertThat(parsed).isInstanceOfSatisfying(Broken.class, (broken) -> {
			assertThat(broken.line()).isEqualTo(line);
			assertThat(broken.message()).contains(message);
			assertThat(broken.remedy()).contains(remedy);
		});
	}

	private static List<LocatedNode> documents(String text) {
		ManifestText parsed = ManifestText.parse(text, Format.YAML);
		assertThat(parsed).isInstanceOf(Documents.class);
		return ((Documents) parsed).nodes();
	}

	private static Object plain(LocatedNode node) {
		return switch (node) {
			case MapNode map -> map.entries()
				.stream()
				.collect(java.util.stream.Collectors.toMap(LocatedNode.Entry::key, (entry) -> plain(entry.value())));
			case SequenceNode sequence -> sequence.items().stream().map(ManifestTextTests::plain).toList();
			case ScalarNode scalar -> scalar.text();
		};
	}

}

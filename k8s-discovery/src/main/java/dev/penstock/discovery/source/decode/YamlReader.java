package dev.penstock.discovery.source.decode;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import dev.penstock.discovery.source.decode.LocatedNode.Entry;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML with lines. Anchors and merge keys are resolved: a key of the mapping itself
 * wins over a merged one, and an earlier merged mapping over a later one.
 */
final class YamlReader {

	private static final int MAX_CODE_POINTS = 32 * 1024 * 1024;

	private static final int MAX_ALIASES = 1000;

	/** Converted nodes by the parser's: what an alias names is converted once. */
	private final IdentityHashMap<Node, LocatedNode> converted = new IdentityHashMap<>();

	private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

	private YamlReader() {
	}

	static ManifestText read(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setCodePointLimit(MAX_CODE_POINTS);
		options.setMaxAliasesForCollections(MAX_ALIASES);
		DumperOptions unused = new DumperOptions();
		Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(unused), unused, options,
				new KubernetesScalars());
		List<LocatedNode> nodes = new ArrayList<>();
		try {
			for (Node document : yaml.composeAll(new StringReader(text))) {
				LocatedNode node = new YamlReader().convert(document);
				if (!(node instanceof ScalarNode scalar) || scalar.type() != LocatedNode.ScalarType.NULL) {
					nodes.add(node);
				}
			}
		}
		catch (MarkedYAMLException ex) {
			return broken(ex);
		}
		catch (StructureException ex) {
			return new ManifestText.Broken(ex.line, "this is not a manifest: " + ex.getMessage(), ex.remedy);
		}
		catch (YAMLException ex) {
			return new ManifestText.Broken(1, "this is not YAML: " + firstLine(ex.getMessage()),
					"see that the file is plain text in UTF-8");
		}
		return new ManifestText.Documents(nodes);
	}

	private static ManifestText.Broken broken(MarkedYAMLException ex) {
		Mark mark = (ex.getProblemMark() != null) ? ex.getProblemMark() : ex.getContextMark();
		String problem = firstLine(ex.getProblem());
		StringBuilder message = new StringBuilder("this is not YAML: ").append(problem);
		if (ex.getContext() != null && ex.getContextMark() != null) {
			message.append(" (")
				.append(firstLine(ex.getContext()))
				.append(" that begins on line ")
				.append(ex.getContextMark().getLine() + 1)
				.append(')');
		}
		return new ManifestText.Broken((mark != null) ? mark.getLine() + 1 : 1, message.toString(), remedy(problem));
	}

	private static String remedy(String problem) {
		if (problem.contains("TAB")) {
			return "indent with spaces";
		}
		if (problem.contains("mapping values are not allowed")) {
			return "align the key with those around it, or quote a value that contains `: `";
		}
		if (problem.contains("alias")) {
			return "define the anchor with & before it is used with *";
		}
		if (problem.contains("stream end") || problem.contains("end of stream")) {
			return "end the quote, bracket or brace that is open";
		}
		if (problem.contains("cannot start any token")) {
			return "quote a value that begins with a special character";
		}
		return "align the lines of each mapping and list, and quote values with special characters";
	}

	private static String firstLine(@Nullable String text) {
		return (text != null) ? text.lines().findFirst().orElse("") : "";
	}

	private LocatedNode convert(Node node) throws StructureException {
		LocatedNode known = this.converted.get(node);
		if (known != null) {
			return known;
		}
		if (this.open.put(node, Boolean.TRUE) != null) {
			throw new StructureException(lineOf(node), "an alias names something that it is itself a part of",
					"remove the alias");
		}
		LocatedNode result = switch (node) {
			case MappingNode mapping -> new MapNode(lineOf(node), entries(mapping));
			case org.yaml.snakeyaml.nodes.SequenceNode sequence -> {
				List<LocatedNode> items = new ArrayList<>();
				for (Node item : sequence.getValue()) {
					items.add(convert(item));
				}
				yield new SequenceNode(lineOf(node), items);
			}
			case org.yaml.snakeyaml.nodes.ScalarNode scalar -> KubernetesScalars.convert(scalar, lineOf(node));
			default -> throw new StructureException(lineOf(node), "an alias names nothing", "remove the alias");
		};
		this.open.remove(node);
		this.converted.put(node, result);
		return result;
	}

	private List<Entry> entries(MappingNode mapping) throws StructureException {
		List<Entry> own = new ArrayList<>();
		List<Entry> merged = new ArrayList<>();
		for (NodeTuple tuple : mapping.getValue()) {
			Node key = tuple.getKeyNode();
			if (Tag.MERGE.equals(key.getTag())) {
				merge(convert(tuple.getValueNode()), merged);
			}
			else if (key instanceof org.yaml.snakeyaml.nodes.ScalarNode scalar) {
				own.add(new Entry(scalar.getValue(), lineOf(key), convert(tuple.getValueNode())));
			}
			else {
				throw new StructureException(lineOf(key), "a key is itself a mapping or a list",
						"render the file first if it is a template, or quote what is in braces");
			}
		}
		// One key may come by several merges, and then the first counts.
		for (Entry entry : merged) {
			if (own.stream().noneMatch((other) -> other.key().equals(entry.key()))) {
				own.add(entry);
			}
		}
		return own;
	}

	private static void merge(LocatedNode source, List<Entry> into) throws StructureException {
		switch (source) {
			case MapNode map -> into.addAll(map.entries());
			case SequenceNode sequence -> {
				for (LocatedNode item : sequence.items()) {
					merge(item, into);
				}
			}
			case ScalarNode scalar -> throw new StructureException(scalar.line(), "`<<` merges a single value",
					"merge a mapping or a list of mappings, such as `<<: *anchor`");
		}
	}

	private static int lineOf(Node node) {
		return node.getStartMark().getLine() + 1;
	}

	/** Says why a document can't be a manifest. Never leaves this class. */
	private static final class StructureException extends Exception {

		private final int line;

		private final String remedy;

		StructureException(int line, String message, String remedy) {
			super(message, null, false, false);
			this.line = line;
			this.remedy = remedy;
		}

	}

}

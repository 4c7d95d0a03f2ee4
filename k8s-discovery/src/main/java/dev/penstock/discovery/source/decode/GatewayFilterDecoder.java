package dev.penstock.discovery.source.decode;

import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.resource.GatewayFilter;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;

/** Decodes GatewayFilters. Their arguments may be nested and of any type. */
final class GatewayFilterDecoder {

	private static final TextFormat NAME = TextFormat.of("the name of a filter",
			"write the name that the filter has in Spring Cloud Gateway, such as `AddRequestHeader`", 253,
			"[A-Za-z][A-Za-z0-9_-]*");

	private GatewayFilterDecoder() {
	}

	static GatewayFilter decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			String name = spec.requiredText("name", NAME);
			SortedMap<String, String> args = new TreeMap<>();
			LocatedNode value = spec.value("args");
			if (value instanceof MapNode map) {
				flatten("", map, args);
			}
			else if (value != null) {
				spec.error("args", "expected a mapping but found " + Types.name(value),
						"write the filter's arguments as `name: value`");
			}
			return new GatewayFilter(metadata, name, args);
		});
	}

	private static void flatten(String path, LocatedNode node, SortedMap<String, String> into) {
		switch (node) {
			case MapNode map -> map.entries()
				.forEach((entry) -> flatten(path.isEmpty() ? entry.key() : path + "." + entry.key(), entry.value(),
						into));
			case SequenceNode sequence -> {
				for (int i = 0; i < sequence.items().size(); i++) {
					flatten(path + "[" + i + "]", sequence.items().get(i), into);
				}
			}
			case ScalarNode scalar -> {
				if (scalar.type() != ScalarType.NULL) {
					into.put(path, text(scalar));
				}
			}
		}
	}

	private static String text(ScalarNode scalar) {
		return (scalar.type() == ScalarType.BOOLEAN) ? Boolean.toString(KubernetesScalars.isTrue(scalar))
				: scalar.text();
	}

}

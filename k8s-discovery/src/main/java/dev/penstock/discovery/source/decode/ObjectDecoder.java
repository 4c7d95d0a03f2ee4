package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.decode.Findings.Mistake;
import dev.penstock.discovery.source.decode.KindDefinition.Scope;
import dev.penstock.discovery.source.decode.LocatedNode.Entry;
import dev.penstock.discovery.source.decode.LocatedNode.MapNode;
import dev.penstock.discovery.source.decode.LocatedNode.SequenceNode;

/**
 * Decodes objects of the kinds that Penstock reads, by the rules of their schemas: those
 * of the Gateway API v1.6 (experimental channel), of the Inference Extension v1.6 and of
 * Kubernetes.
 */
public final class ObjectDecoder {

	/** The namespace of objects that name none. */
	public static final String DEFAULT_NAMESPACE = "default";

	private ObjectDecoder() {
	}

	/**
	 * Decodes a document.
	 * @param node an object, or a list of objects ({@code kind: List})
	 * @return what became of the object, or of each in the list in its order
	 */
	public static List<Decoded> decode(LocatedNode node) {
		List<Decoded> decoded = new ArrayList<>();
		decode(node, decoded);
		return decoded;
	}

	private static void decode(LocatedNode node, List<Decoded> into) {
		if (!(node instanceof MapNode map)) {
			into.add(rejected(node, node.line(), "", new Mistake("expected an object but found " + Types.name(node),
					"begin with `apiVersion:`, `kind:` and `metadata:`")));
			return;
		}
		Entry items = map.find("items");
		if (map.text("kind").endsWith("List") && items != null && items.value() instanceof SequenceNode sequence) {
			sequence.items().forEach((item) -> decode(item, into));
			return;
		}
		into.add(decodeObject(map));
	}

	private static Decoded decodeObject(MapNode map) {
		String kind = map.text("kind");
		String apiVersion = map.text("apiVersion");
		if (kind.isEmpty()) {
			return rejected(map, map.lineOf("kind"), "kind",
					new Mistake("required field is missing", "add the kind, such as `kind: HTTPRoute`"));
		}
		if (apiVersion.isEmpty()) {
			KindDefinition known = KindDefinitions.find(kind);
			return rejected(map, map.lineOf("apiVersion"), "apiVersion", new Mistake("required field is missing",
					"add `apiVersion: " + ((known != null) ? known.apiVersions().getFirst() : "…") + "`"));
		}
		KindDefinition definition = KindDefinitions.find(kind);
		if (definition == null || !definition.apiVersions().contains(apiVersion)) {
			return new Decoded.Skipped(map, apiVersion, kind,
					(definition != null) ? definition.apiVersions() : List.of());
		}
		Findings findings = new Findings();
		Resource resource = FieldReader.read(map, map.line(), "", findings, (reader) -> {
			reader.ignore("apiVersion", "kind");
			return definition.decoder()
				.apply(reader, reader.requiredObject("metadata", (m) -> MetadataDecoder.decode(m, definition)));
		});
		if (findings.hasErrors()) {
			ResourceKey key = keyOf(map);
			return new Decoded.Rejected(map, key, findings.of(key));
		}
		return new Decoded.Accepted(map, resource, findings.of(resource.key()));
	}

	private static Decoded rejected(LocatedNode node, int line, String field, Mistake mistake) {
		Findings findings = new Findings();
		findings.add(Severity.ERROR, line, field, mistake);
		ResourceKey key = (node instanceof MapNode map) ? keyOf(map) : new ResourceKey("", "", "");
		return new Decoded.Rejected(node, key, findings.of(key));
	}

	/** Returns as much of the key as can be read. */
	private static ResourceKey keyOf(MapNode map) {
		KindDefinition definition = KindDefinitions.find(map.text("kind"));
		Entry entry = map.find("metadata");
		MapNode metadata = (entry != null && entry.value() instanceof MapNode found) ? found
				: new MapNode(0, List.of());
		String namespace = metadata.text("namespace");
		if (definition != null && definition.scope() == Scope.CLUSTER) {
			namespace = "";
		}
		else if (namespace.isEmpty()) {
			namespace = DEFAULT_NAMESPACE;
		}
		return new ResourceKey(map.text("kind"), namespace, metadata.text("name"));
	}

}

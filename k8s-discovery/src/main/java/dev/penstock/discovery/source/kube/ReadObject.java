package dev.penstock.discovery.source.kube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.Finding;
import dev.penstock.discovery.source.decode.LocatedNode;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Is an object as it was read, with no more of it than is needed.
 *
 * @param key its key
 * @param version its resource version
 * @param resource the object; null where it could not be decoded
 * @param problems what is wrong with it
 * @param status its status; empty where it has none or where nobody wants to know
 */
record ReadObject(ResourceKey key, String version, @Nullable Resource resource, List<Problem> problems,
		Map<String, ?> status) {

	ReadObject {
		problems = List.copyOf(problems);
	}

	/**
	 * Decodes an object.
	 * @param kind its kind
	 * @param apiVersion its API version, which the items of lists don't carry
	 * @param raw the object as it was read
	 * @param statuses whether its status is wanted
	 */
	static ReadObject of(ClusterKind kind, String apiVersion, RawObject raw, Statuses statuses) {
		ResourceKey key = raw.key(kind);
		boolean wanted = statuses == Statuses.KEPT && kind.has(ClusterKind.Trait.HAS_STATUS);
		Map<String, ?> status = wanted ? raw.status() : Map.of();
		try {
			Decoded decoded = ObjectDecoder.decode(LocatedNode.of(stripped(kind, apiVersion, raw))).getFirst();
			return new ReadObject(key, raw.version(), decoded.resource(), problems(kind, decoded), status);
		}
		catch (RuntimeException ex) {
			// One object must not keep the others of its kind from being read.
			return new ReadObject(
					key, raw.version(), null, List.of(new Problem(Severity.ERROR, key, "",
							"the object could not be read (" + ex + ")", "report it to the authors of Penstock")),
					status);
		}
	}

	/**
	 * Tells users of mistakes in what they wrote for Penstock. What other software writes
	 * may have fields that are too new to be known.
	 */
	private static List<Problem> problems(ClusterKind kind, Decoded decoded) {
		return decoded.findings()
			.stream()
			.map(Finding::problem)
			.filter((problem) -> problem.severity() == Severity.ERROR || !kind.has(ClusterKind.Trait.REFERS_TO_NOTHING))
			.toList();
	}

	/** Leaves out what is not looked at, before it is walked through. */
	private static Map<String, Object> stripped(ClusterKind kind, String apiVersion, RawObject raw) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("apiVersion", apiVersion);
		object.put("kind", kind.kind());
		raw.content().forEach((name, value) -> {
			boolean unread = (name.equals("status") && kind != ClusterKind.POD)
					|| (name.equals("spec") && kind == ClusterKind.POD);
			if (!unread) {
				object.putIfAbsent(name, name.equals("metadata") ? metadata(kind, value) : value);
			}
		});
		return object;
	}

	private static @Nullable Object metadata(ClusterKind kind, @Nullable Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return value;
		}
		Map<Object, Object> metadata = new LinkedHashMap<>(map);
		metadata.keySet().removeAll(List.of("managedFields", "ownerReferences", "finalizers"));
		if (kind.has(ClusterKind.Trait.REFERS_TO_NOTHING)) {
			metadata.remove("annotations");
		}
		return metadata;
	}

	/** Is whether statuses are kept. */
	enum Statuses {

		/** They are, as somebody writes them. */
		KEPT,

		/** They are not. */
		DROPPED

	}

	/**
	 * Is the content of an object, as the API server sent it.
	 *
	 * @param content its fields
	 */
	record RawObject(Map<String, ?> content) {

		String name() {
			return text("name");
		}

		String namespace() {
			return text("namespace");
		}

		String version() {
			return text("resourceVersion");
		}

		ResourceKey key(ClusterKind kind) {
			return new ResourceKey(kind.kind(), namespace(), name());
		}

		Map<String, ?> labels() {
			return object(object(this.content, "metadata"), "labels");
		}

		Map<String, ?> status() {
			return object(this.content, "status");
		}

		private String text(String field) {
			return (object(this.content, "metadata").get(field) instanceof String text) ? text : "";
		}

		/** Returns the field of an object that is an object itself; else an empty one. */
		@SuppressWarnings("unchecked")
		static Map<String, ?> object(Map<String, ?> parent, String field) {
			// JSON has no other keys.
			return (parent.get(field) instanceof Map<?, ?> map) ? (Map<String, ?>) map : Map.of();
		}

		/** Returns the objects in a list. */
		@SuppressWarnings("unchecked")
		static List<RawObject> items(Map<String, ?> list) {
			List<RawObject> items = new ArrayList<>();
			if (list.get("items") instanceof List<?> found) {
				found.forEach((item) -> {
					if (item instanceof Map<?, ?> map) {
						items.add(new RawObject((Map<String, ?>) map));
					}
				});
			}
			return items;
		}

	}

}

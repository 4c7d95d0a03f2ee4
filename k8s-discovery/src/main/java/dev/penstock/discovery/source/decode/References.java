package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.resource.ObjectReference;
import org.jspecify.annotations.Nullable;

/** Decodes references to objects. */
final class References {

	/** The group of the Gateway API. */
	static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

	private References() {
	}

	/** Decodes a reference that must name group and kind. */
	static ObjectReference full(FieldReader reader) {
		return new ObjectReference(reader.requiredText("group", TextFormat.GROUP),
				reader.requiredText("kind", TextFormat.KIND), namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME));
	}

	/** Decodes a reference that must name group and kind, within one namespace. */
	static ObjectReference local(FieldReader reader) {
		return new ObjectReference(reader.requiredText("group", TextFormat.GROUP),
				reader.requiredText("kind", TextFormat.KIND), null,
				reader.requiredText("name", TextFormat.OBJECT_NAME));
	}

	/** Decodes a reference to a Secret, if it doesn't say something else. */
	static ObjectReference secret(FieldReader reader) {
		return new ObjectReference(reader.text("group", TextFormat.GROUP, ""),
				reader.text("kind", TextFormat.KIND, "Secret"), namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME));
	}

	static @Nullable String namespace(FieldReader reader) {
		return reader.text("namespace", TextFormat.DNS_LABEL);
	}

	/**
	 * Requires a port of references to Services: "Must have port for Service reference".
	 */
	static @Nullable Integer servicePort(FieldReader reader, String group, String kind) {
		Integer port = reader.port("port");
		if (!reader.has("port") && group.isEmpty() && kind.equals("Service")) {
			reader.error("port", "required field is missing", "add the port of the Service, a number from 1 to 65535");
		}
		return port;
	}

}

package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Namespace;

/** Decodes Namespaces. */
final class NamespaceDecoder {

	private NamespaceDecoder() {
	}

	static Namespace decode(FieldReader root, Metadata metadata) {
		root.ignore("spec", "status");
		return new Namespace(metadata);
	}

}

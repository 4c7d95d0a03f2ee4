package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.Metadata;

/** Decodes ConfigMaps, whose binary data is not read. */
final class ConfigMapDecoder {

	private ConfigMapDecoder() {
	}

	static ConfigMap decode(FieldReader root, Metadata metadata) {
		root.ignore("binaryData");
		root.flag("immutable");
		return new ConfigMap(metadata, root.textMap("data", TextFormat.DATA_KEY, TextFormat.ANY, Size.ANY));
	}

}

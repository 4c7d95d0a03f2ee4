package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.Metadata;

/** Decodes GatewayClasses. */
final class GatewayClassDecoder {

	private GatewayClassDecoder() {
	}

	static GatewayClass decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.text("description", TextFormat.upTo(64));
			return new GatewayClass(metadata, spec.requiredText("controllerName", TextFormat.CONTROLLER_NAME),
					spec.object("parametersRef", References::full));
		});
	}

}

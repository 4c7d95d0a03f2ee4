package dev.penstock.discovery.source.decode;

import java.util.List;

import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.ObjectReference;

/** Decodes ListenerSets; their listeners are {@link ListenerDecoder}'s. */
final class ListenerSetDecoder {

	private ListenerSetDecoder() {
	}

	static ListenerSet decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			ObjectReference parent = spec.requiredObject("parentRef", ListenerSetDecoder::parent);
			List<Listener> listeners = spec.objects("listeners", Size.required(1, 64), ListenerDecoder::decode);
			GatewayDecoder.checkDistinct(spec, listeners);
			return new ListenerSet(metadata, parent, listeners);
		});
	}

	private static ObjectReference parent(FieldReader reader) {
		return new ObjectReference(reader.text("group", TextFormat.GROUP, References.GATEWAY_GROUP),
				reader.text("kind", TextFormat.KIND, "Gateway"), References.namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME));
	}

}

package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.ReferenceGrant;

/** Decodes ReferenceGrants. */
final class ReferenceGrantDecoder {

	private ReferenceGrantDecoder() {
	}

	static ReferenceGrant decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec",
				(spec) -> new ReferenceGrant(metadata,
						spec.objects("from", Size.required(1, 16), ReferenceGrantDecoder::from),
						spec.objects("to", Size.required(1, 16), ReferenceGrantDecoder::to)));
	}

	private static ReferenceGrant.From from(FieldReader reader) {
		return new ReferenceGrant.From(reader.requiredText("group", TextFormat.GROUP),
				reader.requiredText("kind", TextFormat.KIND), reader.requiredText("namespace", TextFormat.DNS_LABEL));
	}

	private static ReferenceGrant.To to(FieldReader reader) {
		return new ReferenceGrant.To(reader.requiredText("group", TextFormat.GROUP),
				reader.requiredText("kind", TextFormat.KIND), reader.text("name", TextFormat.OBJECT_NAME));
	}

}

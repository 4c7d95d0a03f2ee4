package dev.penstock.discovery.source.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.source.decode.KindDefinition.Scope;

/** Decodes {@code metadata}. */
final class MetadataDecoder {

	private MetadataDecoder() {
	}

	static Metadata decode(FieldReader reader, KindDefinition kind) {
		reader.ignore("generateName", "selfLink", "uid", "resourceVersion", "deletionGracePeriodSeconds",
				"ownerReferences", "finalizers", "managedFields");
		String name = reader.requiredText("name", kind.nameFormat());
		String namespace = reader.text("namespace", TextFormat.DNS_LABEL, ObjectDecoder.DEFAULT_NAMESPACE);
		if (kind.scope() == Scope.CLUSTER) {
			if (reader.has("namespace")) {
				reader.warn("namespace", "a " + kind.name() + " belongs to no namespace", "remove it");
			}
			namespace = "";
		}
		Long generation = reader.whole("generation", 0, Long.MAX_VALUE);
		return new Metadata(new ResourceKey(kind.name(), namespace, name), (generation != null) ? generation : 0,
				time(reader, "creationTimestamp"),
				reader.textMap("labels", TextFormat.LABEL_KEY, TextFormat.LABEL_VALUE, Size.ANY),
				reader.textMap("annotations", TextFormat.ANNOTATION_KEY, TextFormat.ANY, Size.ANY),
				!time(reader, "deletionTimestamp").equals(Instant.EPOCH));
	}

	private static Instant time(FieldReader reader, String name) {
		String text = reader.text(name, TextFormat.ANY);
		if (text == null) {
			return Instant.EPOCH;
		}
		try {
			return OffsetDateTime.parse(text).toInstant();
		}
		catch (DateTimeException ex) {
			reader.error(name, Texts.quote(text) + " is not a time",
					"write a time as in RFC 3339, such as 2026-01-31T09:00:00Z");
			return Instant.EPOCH;
		}
	}

}

package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Objects;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/** Decodes manifests of one object for tests. */
final class Manifests {

	private Manifests() {
	}

	static Metadata metadata(String kind, String name) {
		return Metadata.of(new ResourceKey(kind, "default", name));
	}

	static Resource accept(String text) {
		Decoded decoded = decode(text);
		assertThat(decoded.findings()).isEmpty();
		return Objects.requireNonNull(decoded.resource());
	}

	static Decoded decode(String text) {
		List<Decoded> decoded = ObjectDecoder.decode(parse(text));
		assertThat(decoded).hasSize(1);
		return decoded.getFirst();
	}

	static LocatedNode parse(String text) {
		ManifestText parsed = ManifestText.parse(text, ManifestText.Format.YAML);
		assertThat(parsed).isInstanceOf(ManifestText.Documents.class);
		return ((ManifestText.Documents) parsed).nodes().getFirst();
	}

}

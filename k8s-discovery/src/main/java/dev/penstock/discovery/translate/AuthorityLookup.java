package dev.penstock.discovery.translate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.CertificateText;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/** Finds certificates of authorities in ConfigMaps and Secrets. */
record AuthorityLookup(ClusterSnapshot snapshot) {

	private static final String KEY = "ca.crt";

	/**
	 * Looks for certificates.
	 * @param reference where they should be
	 * @param namespace the namespace of the object
	 */
	Authority find(ObjectReference reference, String namespace) {
		ResourceKey key = new ResourceKey(reference.kind(), namespace, reference.name());
		boolean core = reference.group().equals(Kinds.CORE_GROUP);
		if (core && reference.kind().equals(Kinds.CONFIG_MAP)) {
			ConfigMap map = this.snapshot.find(ConfigMap.class, key);
			return check(key, (map != null) ? map.data() : null);
		}
		if (core && reference.kind().equals(Kinds.SECRET)) {
			Secret secret = this.snapshot.find(Secret.class, key);
			String encoded = (secret != null) ? secret.data().get(KEY) : null;
			Map<String, String> data = (encoded != null)
					? Map.of(KEY, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)) : Map.of();
			return check(key, (secret != null) ? data : null);
		}
		return new Authority.WrongKind(
				Kinds.qualified(reference.group(), reference.kind()) + " can't hold certificates of authorities",
				"name a ConfigMap or a Secret with the key " + KEY);
	}

	private static Authority check(ResourceKey key, @Nullable Map<String, String> data) {
		if (data == null) {
			return new Authority.Missing(key + " does not exist",
					"create it in namespace " + key.namespace() + ", with the certificate in the key " + KEY);
		}
		String pem = data.get(KEY);
		if (pem == null) {
			return new Authority.Missing(key + " has no key " + KEY, "put the certificate into that key, in PEM");
		}
		String mistake = CertificateText.findMistake(pem);
		return (mistake != null) ? new Authority.Missing(KEY + " of " + key + " is no certificate: " + mistake,
				"put the certificate into that key, in PEM") : new Authority.Found(pem);
	}

	/** Is what was found. */
	sealed interface Authority {

		record Found(String pem) implements Authority {
		}

		record WrongKind(String message, String remedy) implements Authority {
		}

		record Missing(String message, String remedy) implements Authority {
		}

	}

}

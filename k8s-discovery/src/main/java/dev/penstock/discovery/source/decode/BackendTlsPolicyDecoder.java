package dev.penstock.discovery.source.decode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.model.SubjectAltName;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.BackendTlsPolicy.Target;
import dev.penstock.discovery.resource.BackendTlsPolicy.Validation;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.ObjectReference;
import org.jspecify.annotations.Nullable;

/** Decodes BackendTLSPolicies. */
final class BackendTlsPolicyDecoder {

	private static final TextFormat WELL_KNOWN = TextFormat.of("the name of a set of certificates",
			"write System, or a domain-prefixed name", 253,
			"|System|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
					+ "/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]");

	private static final TextFormat URI = TextFormat.of("a URI",
			"write a scheme and what follows it, such as `spiffe://example.com/ns/models/sa/epp`, at most 253"
					+ " characters",
			253, "([^:/?#]+):(//([^/?#]*))?([^?#]*)(\\?([^#]*))?(#(.*))?");

	private BackendTlsPolicyDecoder() {
	}

	static BackendTlsPolicy decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.warnUnserved("options");
			List<Target> targets = spec.objects("targetRefs", Size.required(1, 16), BackendTlsPolicyDecoder::target);
			checkDistinct(spec, targets);
			return new BackendTlsPolicy(metadata, targets,
					spec.requiredObject("validation", BackendTlsPolicyDecoder::validation));
		});
	}

	private static Target target(FieldReader reader) {
		String section = reader.text("sectionName", TextFormat.DNS_SUBDOMAIN);
		return new Target(reader.requiredText("group", TextFormat.GROUP), reader.requiredText("kind", TextFormat.KIND),
				reader.requiredText("name", TextFormat.OBJECT_NAME), section);
	}

	/**
	 * Checks that "sectionName must be specified when targetRefs includes 2 or more
	 * references to the same target" and that it "must be unique" then.
	 */
	private static void checkDistinct(FieldReader spec, List<Target> targets) {
		Map<List<String>, Target> whole = new HashMap<>();
		Set<Target> seen = new HashSet<>();
		for (int i = 0; i < targets.size(); i++) {
			Target target = targets.get(i);
			Target same = whole.putIfAbsent(List.of(target.group(), target.kind(), target.name()), target);
			if (!spec.isSound("targetRefs[" + i + "]")) {
				continue;
			}
			if (!seen.add(target)) {
				spec.report(Severity.ERROR, "targetRefs[" + i + "]", "the target is given twice",
						"give each target once, or each time with its own sectionName");
			}
			else if (same != null && (same.sectionName() == null || target.sectionName() == null)) {
				spec.report(Severity.ERROR, "targetRefs[" + i + "]",
						"the target is given twice, with and without a sectionName", "add a sectionName to both");
			}
		}
	}

	private static Validation validation(FieldReader reader) {
		List<ObjectReference> authorities = reader.objects("caCertificateRefs", Size.upTo(8), References::local);
		String wellKnown = reader.text("wellKnownCACertificates", WELL_KNOWN);
		boolean named = wellKnown != null && !wellKnown.isEmpty();
		if (named && !authorities.isEmpty()) {
			reader.error("wellKnownCACertificates", "it does not go with caCertificateRefs", "remove one of the two");
		}
		if (!named && authorities.isEmpty() && !reader.has("wellKnownCACertificates")) {
			reader.error("caCertificateRefs", "required field is missing",
					"name a ConfigMap with the key ca.crt, or set wellKnownCACertificates to System");
		}
		else if (!named && authorities.isEmpty() && reader.isSound("wellKnownCACertificates")) {
			reader.error("wellKnownCACertificates", "it is empty, and there are no caCertificateRefs",
					"set it to System, or name a ConfigMap in caCertificateRefs");
		}
		return new Validation(authorities, named ? wellKnown : null,
				reader.requiredText("hostname", TextFormat.DNS_SUBDOMAIN),
				reader.objects("subjectAltNames", Size.upTo(5), BackendTlsPolicyDecoder::subjectAltName));
	}

	private static SubjectAltName subjectAltName(FieldReader reader) {
		String type = reader.requiredOneOf("type", Choices.texts("Hostname", "URI"), "Hostname");
		boolean uri = type.equals("URI");
		String hostname = nonEmpty(reader.text("hostname", TextFormat.HOSTNAME));
		String address = nonEmpty(reader.text("uri", URI));
		String field = uri ? "uri" : "hostname";
		String other = uri ? "hostname" : "uri";
		if ((uri ? address : hostname) == null && !reader.has(field)) {
			reader.error(field, "required field is missing", "add the field that goes with type " + type);
		}
		if ((uri ? hostname : address) != null) {
			reader.error(other, "it does not go with the type " + type, "remove it, or change the type");
		}
		return uri ? new SubjectAltName.Uri((address != null) ? address : "")
				: new SubjectAltName.Hostname((hostname != null) ? hostname : "");
	}

	private static @Nullable String nonEmpty(@Nullable String text) {
		return (text == null || text.isEmpty()) ? null : text;
	}

}

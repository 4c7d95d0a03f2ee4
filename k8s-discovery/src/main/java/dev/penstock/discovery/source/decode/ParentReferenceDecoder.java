package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Objects;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;

/** Decodes the parents of routes. */
final class ParentReferenceDecoder {

	private ParentReferenceDecoder() {
	}

	static List<ParentReference> decode(FieldReader spec) {
		List<ParentReference> parents = spec.objects("parentRefs", Size.upTo(32), ParentReferenceDecoder::parent);
		for (int i = 0; i < parents.size(); i++) {
			for (int j = 0; j < i && spec.isSound("parentRefs[" + i + "]"); j++) {
				checkDistinct(spec, i, parents.get(j), parents.get(i));
			}
		}
		return parents;
	}

	/**
	 * Checks that "ParentRefs must be distinct": where two select the same object, both
	 * say which section or port of it, and not the same.
	 */
	private static void checkDistinct(FieldReader spec, int index, ParentReference one, ParentReference other) {
		boolean same = one.group().equals(other.group()) && one.kind().equals(other.kind())
				&& one.name().equals(other.name()) && Objects.equals(one.namespace(), other.namespace());
		if (!same) {
			return;
		}
		boolean sameFields = (one.sectionName() == null) == (other.sectionName() == null)
				&& (one.port() == null) == (other.port() == null);
		if (!sameFields) {
			spec.report(Severity.ERROR, "parentRefs[" + index + "]",
					"another reference to " + Texts.quote(one.name()) + " sets other fields",
					"set `sectionName`, or `port`, or both in each reference to the same parent");
		}
		else if (Objects.equals(one.sectionName(), other.sectionName()) && Objects.equals(one.port(), other.port())) {
			spec.report(Severity.ERROR, "parentRefs[" + index + "]",
					Texts.quote(one.name()) + " is referred to twice in the same way",
					"remove one of the references, or give them different `sectionName`s or `port`s");
		}
	}

	private static ParentReference parent(FieldReader reader) {
		return new ParentReference(reader.text("group", TextFormat.GROUP, References.GATEWAY_GROUP),
				reader.text("kind", TextFormat.KIND, "Gateway"), References.namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME),
				reader.text("sectionName", TextFormat.DNS_SUBDOMAIN), reader.port("port"));
	}

}

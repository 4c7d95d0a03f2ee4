package dev.penstock.discovery.source.decode;

import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import org.jspecify.annotations.Nullable;

/** Is what became of one object of a manifest. */
public sealed interface Decoded {

	/**
	 * Returns the object's tree, in which {@link LocatedNode#lineOf} finds the line of a
	 * field.
	 * @return the tree
	 */
	LocatedNode node();

	/**
	 * Returns what is wrong with the object, in the order of its fields.
	 * @return warnings of an accepted object, at least one error of a rejected one
	 */
	default List<Finding> findings() {
		return switch (this) {
			case Accepted accepted -> accepted.warnings();
			case Rejected rejected -> rejected.problems();
			case Skipped _ -> List.of();
		};
	}

	/**
	 * Returns the object.
	 * @return the object, or null if it was not accepted
	 */
	default @Nullable Resource resource() {
		return switch (this) {
			case Accepted accepted -> accepted.object();
			case Rejected _, Skipped _ -> null;
		};
	}

	/**
	 * The object keeps all rules of its schema.
	 *
	 * @param node its tree
	 * @param object the object
	 * @param warnings what is probably not as it was meant
	 */
	record Accepted(LocatedNode node, Resource object, List<Finding> warnings) implements Decoded {

		public Accepted {
			warnings = List.copyOf(warnings);
		}

	}

	/**
	 * The object breaks a rule of its schema.
	 *
	 * @param node its tree
	 * @param key kind, namespace and name, each empty as far as it is not known
	 * @param problems what is wrong
	 */
	record Rejected(LocatedNode node, ResourceKey key, List<Finding> problems) implements Decoded {

		public Rejected {
			problems = List.copyOf(problems);
		}

	}

	/**
	 * The object is of a kind or version that Penstock doesn't read.
	 *
	 * @param node its tree
	 * @param apiVersion its API version
	 * @param kind its kind
	 * @param readVersions the API versions in which Penstock reads objects of that kind;
	 * empty if it reads none
	 */
	record Skipped(LocatedNode node, String apiVersion, String kind, List<String> readVersions) implements Decoded {

		public Skipped {
			readVersions = List.copyOf(readVersions);
		}

	}

}

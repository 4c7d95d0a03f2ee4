package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.function.BiFunction;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Resource;

/**
 * Is a kind that Penstock reads.
 *
 * @param name the kind
 * @param apiVersions the API versions in which it is read
 * @param scope whether its objects belong to namespaces
 * @param nameFormat what its objects' names must look like
 * @param decoder decodes the fields of an object but its API version, kind and metadata
 */
record KindDefinition(String name, List<String> apiVersions, Scope scope, TextFormat nameFormat,
		BiFunction<FieldReader, Metadata, Resource> decoder) {

	/** Is whether objects belong to namespaces. */
	enum Scope {

		/** They do. */
		NAMESPACED,

		/** They don't. */
		CLUSTER

	}

}

package dev.penstock.discovery.resource;

import dev.penstock.discovery.model.ResourceKey;

/** Is an object of one of the kinds that Penstock reads. */
public sealed interface Resource permits GatewayClass, Gateway, ListenerSet, HttpRoute, ReferenceGrant, InferencePool,
		Service, EndpointSlice, Pod, Secret, ConfigMap, Namespace, BackendTlsPolicy, GatewayFilter {

	/**
	 * Returns the object's metadata.
	 * @return the metadata
	 */
	Metadata metadata();

	/**
	 * Returns the object's key.
	 * @return kind, namespace and name
	 */
	default ResourceKey key() {
		return metadata().key();
	}

}

package dev.penstock.discovery.resource;

import org.jspecify.annotations.Nullable;

/**
 * Is a GatewayClass.
 *
 * @param metadata its metadata
 * @param controllerName the controller that serves it
 * @param parametersRef what it is parameterised by, if by anything
 */
public record GatewayClass(Metadata metadata, String controllerName,
		@Nullable ObjectReference parametersRef) implements Resource {
}

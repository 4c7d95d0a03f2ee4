package dev.penstock.discovery.source.kube;

import dev.penstock.discovery.model.ResourceKey;

/** Is what a process reads a cluster for. */
public sealed interface WatchScope {

	/**
	 * Tells whether InferencePools are read where the cluster has them.
	 * @return whether they are
	 */
	boolean inferencePools();

	/**
	 * Every Gateway of the classes of a controller.
	 *
	 * @param controllerName the controller name that the classes carry
	 * @param inferencePools whether InferencePools are read
	 */
	record Controller(String controllerName, boolean inferencePools) implements WatchScope {
	}

	/**
	 * One Gateway, and the routes that name it.
	 *
	 * @param gateway the Gateway
	 * @param inferencePools whether InferencePools are read
	 */
	record OneGateway(ResourceKey gateway, boolean inferencePools) implements WatchScope {
	}

}

package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is what all data planes have in common.
 *
 * @param image the image of their container
 * @param imagePullPolicy when it is pulled; null for what Kubernetes does on its own
 * @param imagePullSecrets the names of Secrets to pull it with
 * @param clusterRole the ClusterRole with the rules of {@link AccessRules#proxy()}
 * @param inferenceExtension whether InferencePools are served: {@code auto}, {@code true}
 * or {@code false}
 * @param shutdownDelay how long a pod that goes serves new requests, until all that send
 * some know of it
 * @param defaults what a data plane is given that no parameters speak of
 */
public record DataPlaneSettings(String image, @Nullable String imagePullPolicy, List<String> imagePullSecrets,
		String clusterRole, String inferenceExtension, Duration shutdownDelay, DataPlaneParameters defaults) {

	public DataPlaneSettings {
		imagePullSecrets = List.copyOf(imagePullSecrets);
	}

}

package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Is what a data plane can be given.
 *
 * @param replicas how many pods there are, unless {@code autoscaling} says
 * @param autoscaling how many pods there are by their load; null for a fixed number
 * @param resources the container's {@code resources}
 * @param serviceType the type of its Service
 * @param addressType where the Gateway's addresses come from; null for where the
 * Service's type says
 * @param service is merged into the {@code spec} of its Service
 * @param jvmOptions options of the JVM; empty for none
 * @param drainTimeout how long requests may take to finish when a pod goes
 * @param podTemplate is merged into the {@code template} of its Deployment
 */
public record DataPlaneParameters(int replicas, @Nullable Autoscaling autoscaling, Map<String, ?> resources,
		ServiceType serviceType, @Nullable ServiceType addressType, Map<String, ?> service, String jvmOptions,
		Duration drainTimeout, Map<String, ?> podTemplate) {

	/**
	 * Returns where the Gateway's addresses come from.
	 * @return the type
	 */
	public ServiceType addresses() {
		return (this.addressType != null) ? this.addressType : this.serviceType;
	}

	/**
	 * Is how many pods there are by their load.
	 *
	 * @param minReplicas at least
	 * @param maxReplicas at most
	 * @param targetCpuUtilizationPercentage the share of the requested processor time
	 * that they are to use
	 */
	public record Autoscaling(int minReplicas, int maxReplicas, int targetCpuUtilizationPercentage) {
	}

}

package dev.penstock.app.mode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.dataplane.DataPlaneController.OwnClass;
import dev.penstock.discovery.dataplane.DataPlaneParameters;
import dev.penstock.discovery.dataplane.DataPlaneSettings;
import dev.penstock.discovery.dataplane.ServiceType;
import dev.penstock.discovery.leader.LeaderElection.LeaderElectionSettings;
import dev.penstock.discovery.translate.TranslationSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures the controller.
 *
 * @param namespace the namespace that it runs in
 * @param identity who it is among the controllers; the host's name where it isn't said
 * @param inferenceExtension whether InferencePools are served
 * @param addressType where the addresses of Gateways come from; what the Service's type
 * says where it isn't said
 * @param gatewayClass the GatewayClass that it creates
 * @param leaderElection the election of the one that writes
 * @param dataPlane what data planes are given
 */
@ConfigurationProperties("penstock.controller")
public record ControllerProperties(@DefaultValue("penstock-system") String namespace, @Nullable String identity,
		@DefaultValue("auto") InferenceExtension inferenceExtension, @Nullable ServiceType addressType,
		@DefaultValue GatewayClass gatewayClass, @DefaultValue Election leaderElection,
		@DefaultValue DataPlane dataPlane) {

	/**
	 * Is the GatewayClass that the controller creates.
	 *
	 * @param create whether it does
	 * @param name its name
	 */
	public record GatewayClass(@DefaultValue("true") boolean create, @DefaultValue("penstock") String name) {

		@Nullable OwnClass own() {
			return this.create ? new OwnClass(this.name, TranslationSettings.CONTROLLER_NAME) : null;
		}

	}

	/**
	 * Configures the election of the controller that writes.
	 *
	 * @param leaseName the name of the Lease
	 * @param leaseDuration how long the others wait for a leader that says nothing
	 * @param renewDeadline after which time without renewal the leader stops leading
	 * @param retryPeriod how often each tries
	 */
	public record Election(@DefaultValue("penstock-controller") String leaseName,
			@DefaultValue("10s") Duration leaseDuration, @DefaultValue("7s") Duration renewDeadline,
			@DefaultValue("2s") Duration retryPeriod) {
	}

	/**
	 * Configures what data planes are given that no parameters speak of.
	 *
	 * @param image the image of their container
	 * @param imagePullPolicy when it is pulled
	 * @param imagePullSecrets names of Secrets to pull it with
	 * @param clusterRole the ClusterRole that they are bound to
	 * @param replicas how many pods each has
	 * @param serviceType the type of their Services
	 * @param resources requests and limits of their container
	 * @param jvmOptions options of their JVM
	 * @param shutdownDelay how long a pod that goes serves new requests
	 * @param drainTimeout how long requests may then take to finish
	 */
	public record DataPlane(@DefaultValue("ghcr.io/penstock/penstock:0.1.0") String image,
			@Nullable String imagePullPolicy, @DefaultValue List<String> imagePullSecrets,
			@DefaultValue("penstock-proxy") String clusterRole, @DefaultValue("1") int replicas,
			@DefaultValue("LoadBalancer") ServiceType serviceType, @Nullable Resources resources,
			@DefaultValue("") String jvmOptions, @DefaultValue("5s") Duration shutdownDelay,
			@DefaultValue("30s") Duration drainTimeout) {
	}

	/**
	 * Is what a container is given of its node.
	 *
	 * @param requests what is set aside for it
	 * @param limits what it may use at most
	 */
	public record Resources(@DefaultValue Map<String, String> requests, @DefaultValue Map<String, String> limits) {

		private static final Resources DEFAULT = new Resources(Map.of("cpu", "100m", "memory", "384Mi"),
				Map.of("memory", "768Mi"));

		Map<String, ?> asMap() {
			Map<String, Object> map = new LinkedHashMap<>();
			if (!this.requests.isEmpty()) {
				map.put("requests", this.requests);
			}
			if (!this.limits.isEmpty()) {
				map.put("limits", this.limits);
			}
			return map;
		}

	}

	DataPlaneSettings dataPlaneSettings() {
		Resources resources = (this.dataPlane.resources() != null) ? this.dataPlane.resources() : Resources.DEFAULT;
		DataPlaneParameters defaults = new DataPlaneParameters(this.dataPlane.replicas(), null, resources.asMap(),
				this.dataPlane.serviceType(), this.addressType, Map.of(), this.dataPlane.jvmOptions(),
				this.dataPlane.drainTimeout(), Map.of());
		return new DataPlaneSettings(this.dataPlane.image(), this.dataPlane.imagePullPolicy(),
				this.dataPlane.imagePullSecrets(), this.dataPlane.clusterRole(),
				this.inferenceExtension.name().toLowerCase(java.util.Locale.ROOT), this.dataPlane.shutdownDelay(),
				defaults);
	}

	LeaderElectionSettings leaderElectionSettings() {
		String hostname = System.getenv("HOSTNAME");
		String self = (this.identity != null && !this.identity.isBlank()) ? this.identity
				: ((hostname != null) ? hostname : "penstock") + "-" + ProcessHandle.current().pid();
		return new LeaderElectionSettings(this.namespace, this.leaderElection.leaseName(), self,
				this.leaderElection.leaseDuration(), this.leaderElection.renewDeadline(),
				this.leaderElection.retryPeriod());
	}

}

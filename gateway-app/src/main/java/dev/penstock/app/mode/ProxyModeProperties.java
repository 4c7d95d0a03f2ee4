package dev.penstock.app.mode;

import dev.penstock.discovery.model.ResourceKey;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures a data plane on a cluster.
 *
 * @param gateway the Gateway that it serves
 * @param inferenceExtension whether InferencePools are served
 */
@ConfigurationProperties("penstock.proxy")
public record ProxyModeProperties(@DefaultValue GatewayName gateway,
		@DefaultValue("auto") InferenceExtension inferenceExtension) {

	/**
	 * Names a Gateway.
	 *
	 * @param namespace its namespace
	 * @param name its name
	 */
	public record GatewayName(@Nullable String namespace, @Nullable String name) {

		ResourceKey key() {
			if (this.namespace == null || this.namespace.isBlank() || this.name == null || this.name.isBlank()) {
				throw new IllegalStateException("it is not said which Gateway to serve; set "
						+ "penstock.proxy.gateway.namespace and penstock.proxy.gateway.name, or the variables "
						+ "PENSTOCK_PROXY_GATEWAY_NAMESPACE and PENSTOCK_PROXY_GATEWAY_NAME");
			}
			return new ResourceKey("Gateway", this.namespace, this.name);
		}

	}

}

package dev.penstock.discovery.dataplane;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Is how a Gateway's Service is reached, and where its addresses come from. */
public enum ServiceType {

	/** By addresses of a load balancer. */
	LOAD_BALANCER("LoadBalancer"),

	/** By ports of every node. */
	NODE_PORT("NodePort"),

	/** By an address within the cluster. */
	CLUSTER_IP("ClusterIP");

	private final String text;

	ServiceType(String text) {
		this.text = text;
	}

	/**
	 * Returns the type as {@code spec.type} of a Service has it.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/** Finds a type by its text; null if there is none. */
	static @Nullable ServiceType of(String text) {
		return Arrays.stream(values()).filter((type) -> type.text.equals(text)).findFirst().orElse(null);
	}

	static String texts() {
		return Arrays.stream(values()).map(ServiceType::text).collect(Collectors.joining(", "));
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}

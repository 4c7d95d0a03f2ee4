package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.penstock.discovery.dataplane.DataPlaneParameters.Autoscaling;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the parameters of a data plane from the data of ConfigMaps. A key that nobody
 * knows is an error: a misspelt one that has no effect would not be noticed.
 */
final class ParametersReader {

	private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");

	private static final int MOST_REPLICAS = 1_000;

	private static final int DEFAULT_UTILIZATION = 80;

	private final List<String> faults = new ArrayList<>();

	private DataPlaneParameters parameters;

	private ParametersReader(DataPlaneParameters defaults) {
		this.parameters = defaults;
	}

	/**
	 * Reads parameters.
	 * @param defaults what isn't spoken of
	 * @param data the values by key
	 * @return the parameters, and what is wrong with them
	 */
	static Reading read(DataPlaneParameters defaults, Map<String, String> data) {
		ParametersReader reader = new ParametersReader(defaults);
		SortedMap<String, String> sorted = new TreeMap<>(data);
		sorted.forEach(reader::read);
		if (data.containsKey("autoscaling") && data.containsKey("replicas")) {
			reader.faults.add("data.replicas: has no effect beside autoscaling; remove one of them");
		}
		return new Reading(reader.parameters, List.copyOf(reader.faults));
	}

	private void read(String key, String text) {
		String value = text.strip();
		DataPlaneParameters now = this.parameters;
		switch (key) {
			case "replicas" -> this.parameters = with(now, number(key, value, 0, MOST_REPLICAS, now.replicas()), null);
			case "autoscaling" -> this.parameters = with(now, now.replicas(), autoscaling(key, value));
			case "resources" -> this.parameters = with(now, tree(key, value), now.service(), now.podTemplate());
			case "service" -> this.parameters = with(now, now.resources(),
					ObjectTree.merge(now.service(), tree(key, value)), now.podTemplate());
			case "podTemplate" -> this.parameters = with(now, now.resources(), now.service(),
					ObjectTree.merge(now.podTemplate(), tree(key, value)));
			case "serviceType" -> this.parameters = with(now, type(key, value, now.serviceType()), now.addressType());
			case "addressType" -> this.parameters = with(now, now.serviceType(), type(key, value, now.serviceType()));
			case "jvmOptions" -> this.parameters = with(now, value, now.drainTimeout());
			case "drainTimeout" -> this.parameters = with(now, now.jvmOptions(), duration(key, value));
			default -> this.faults.add("data." + key + ": there is no such parameter; known are addressType, "
					+ "autoscaling, drainTimeout, jvmOptions, podTemplate, replicas, resources, service and serviceType");
		}
	}

	private int number(String key, String value, int least, int most, int otherwise) {
		if (value.matches("\\d{1,6}")) {
			int number = Integer.parseInt(value);
			if (number >= least && number <= most) {
				return number;
			}
		}
		this.faults.add("data." + key + ": " + value + " is not a number from " + least + " to " + most
				+ "; write one, such as \"2\"");
		return otherwise;
	}

	private ServiceType type(String key, String value, ServiceType otherwise) {
		ServiceType type = ServiceType.of(value);
		if (type == null) {
			this.faults
				.add("data." + key + ": " + value + " is not a type of Service; use one of " + ServiceType.texts());
			return otherwise;
		}
		return type;
	}

	private Duration duration(String key, String value) {
		Matcher matcher = DURATION.matcher(value);
		if (!matcher.matches()) {
			this.faults.add("data." + key + ": " + value + " is not a length of time; write seconds, minutes or hours, "
					+ "such as 30s, 5m or 1h");
			return this.parameters.drainTimeout();
		}
		long count = Long.parseLong(Objects.requireNonNull(matcher.group(1)));
		return switch (Objects.requireNonNull(matcher.group(2))) {
			case "s" -> Duration.ofSeconds(count);
			case "m" -> Duration.ofMinutes(count);
			default -> Duration.ofHours(count);
		};
	}

	private Map<String, ?> tree(String key, String value) {
		try {
			Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(value);
			if (tree instanceof Map<?, ?> map) {
				return ObjectTree.merge(map, Map.of());
			}
			this.faults
				.add("data." + key + ": is not a map; write YAML such as \"requests: {cpu: 500m}\" for resources");
		}
		catch (YAMLException ex) {
			String message = Objects.toString(ex.getMessage()).lines().findFirst().orElse("");
			this.faults.add("data." + key + ": is not YAML (" + message + "); correct it");
		}
		return Map.of();
	}

	private @Nullable Autoscaling autoscaling(String key, String value) {
		Map<String, ?> tree = tree(key, value);
		List<String> known = List.of("minReplicas", "maxReplicas", "targetCPUUtilizationPercentage");
		tree.keySet()
			.stream()
			.filter((name) -> !known.contains(name))
			.forEach((name) -> this.faults
				.add("data." + key + ": there is no " + name + "; known are " + String.join(", ", known)));
		int least = number(key + ".minReplicas", value(tree, "minReplicas", "1"), 1, MOST_REPLICAS, 1);
		int most = number(key + ".maxReplicas", value(tree, "maxReplicas", "missing"), least, MOST_REPLICAS, least);
		int utilization = number(key + ".targetCPUUtilizationPercentage",
				value(tree, "targetCPUUtilizationPercentage", Integer.toString(DEFAULT_UTILIZATION)), 1, 1_000,
				DEFAULT_UTILIZATION);
		return new Autoscaling(least, most, utilization);
	}

	private static String value(Map<String, ?> tree, String name, String otherwise) {
		Object value = tree.get(name);
		return (value != null) ? value.toString() : otherwise;
	}

	private static DataPlaneParameters with(DataPlaneParameters p, int replicas, @Nullable Autoscaling autoscaling) {
		return new DataPlaneParameters(replicas, autoscaling, p.resources(), p.serviceType(), p.addressType(),
				p.service(), p.jvmOptions(), p.drainTimeout(), p.podTemplate());
	}

	private static DataPlaneParameters with(DataPlaneParameters p, Map<String, ?> resources, Map<String, ?> service,
			Map<String, ?> podTemplate) {
		return new DataPlaneParameters(p.replicas(), p.autoscaling(), resources, p.serviceType(), p.addressType(),
				service, p.jvmOptions(), p.drainTimeout(), podTemplate);
	}

	private static DataPlaneParameters with(DataPlaneParameters p, ServiceType type, @Nullable ServiceType addresses) {
		return new DataPlaneParameters(p.replicas(), p.autoscaling(), p.resources(), type, addresses, p.service(),
				p.jvmOptions(), p.drainTimeout(), p.podTemplate());
	}

	private static DataPlaneParameters with(DataPlaneParameters p, String jvmOptions, Duration drainTimeout) {
		return new DataPlaneParameters(p.replicas(), p.autoscaling(), p.resources(), p.serviceType(), p.addressType(),
				p.service(), jvmOptions, drainTimeout, p.podTemplate());
	}

	/**
	 * Is what was read.
	 *
	 * @param parameters the parameters, with defaults for those that are wrong
	 * @param faults what is wrong, each with its key and the way out
	 */
	record Reading(DataPlaneParameters parameters, List<String> faults) {
	}

}

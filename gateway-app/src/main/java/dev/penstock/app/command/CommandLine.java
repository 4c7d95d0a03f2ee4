package dev.penstock.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.penstock.app.config.PenstockProperties.Role;

/**
 * Is what the command line asks for.
 */
public sealed interface CommandLine {

	/** The names of options that stand for longer Spring properties. */
	Map<String, String> SHORT_OPTIONS = Map.of("manifests", "penstock.standalone.manifests", "address",
			"penstock.address");

	/**
	 * Asks for a gateway from a folder of manifests.
	 *
	 * @param arguments the options as Spring properties
	 */
	record Standalone(List<String> arguments) implements CommandLine {

		public Standalone {
			arguments = List.copyOf(arguments);
		}

	}

	/**
	 * Asks for a part of Penstock on a cluster.
	 *
	 * @param role which one
	 * @param arguments the options as Spring properties
	 */
	record Cluster(Role role, List<String> arguments) implements CommandLine {

		public Cluster {
			arguments = List.copyOf(arguments);
		}

	}

	/**
	 * Asks for a check of a folder.
	 *
	 * @param directory the folder
	 * @param gatewayClasses names of GatewayClasses to take for ours as well
	 */
	record Check(String directory, List<String> gatewayClasses) implements CommandLine {

		public Check {
			gatewayClasses = List.copyOf(gatewayClasses);
		}

	}

	/** Asks for the version. */
	record Version() implements CommandLine {
	}

	/**
	 * Asks for help.
	 *
	 * @param topic the command to explain; empty for all
	 */
	record Help(String topic) implements CommandLine {
	}

	/**
	 * Can't be understood.
	 *
	 * @param message what is wrong and what would be right
	 */
	record Invalid(String message) implements CommandLine {
	}

	/**
	 * Reads a command line.
	 * @param arguments the words
	 * @return what they ask for
	 */
	static CommandLine parse(List<String> arguments) {
		String first = arguments.isEmpty() ? "standalone" : arguments.getFirst();
		if (first.equals("--help") || first.equals("-h") || first.equals("help")) {
			return new Help((arguments.size() > 1) ? arguments.get(1) : "");
		}
		boolean named = !first.startsWith("-");
		String command = named ? first : "standalone";
		List<String> rest = (named && !arguments.isEmpty()) ? arguments.subList(1, arguments.size()) : arguments;
		if (rest.contains("--help") || rest.contains("-h")) {
			return new Help(command);
		}
		return switch (command) {
			case "standalone" -> standalone(rest);
			case "controller" -> cluster(Role.CONTROLLER, rest);
			case "proxy" -> cluster(Role.PROXY, rest);
			case "check" -> check(rest);
			case "version" ->
				rest.isEmpty() ? new Version() : new Invalid("version takes no arguments but got " + rest.getFirst());
			default -> new Invalid("there is no command '" + command
					+ "'; the commands are standalone, controller, proxy, check, version and help");
		};
	}

	private static CommandLine standalone(List<String> options) {
		List<String> properties = new ArrayList<>();
		boolean manifests = System.getenv("PENSTOCK_STANDALONE_MANIFESTS") != null;
		for (String option : options) {
			int equals = option.indexOf('=');
			String name = option.startsWith("--") ? option.substring(2, (equals < 0) ? option.length() : equals) : "";
			String property = SHORT_OPTIONS.get(name);
			if (property != null && (equals < 0 || equals == option.length() - 1)) {
				return new Invalid("--" + name + " needs a value: --" + name + "=VALUE");
			}
			boolean known = property != null || name.indexOf('.') > 0 || name.equals("debug") || name.equals("trace");
			if (!known) {
				return new Invalid("standalone does not know '" + option
						+ "'; it takes --manifests=DIR, --address=ADDRESS and Spring properties such as --server.shutdown=immediate");
			}
			properties.add((property != null) ? "--" + property + option.substring(equals) : option);
			manifests |= name.equals("manifests") || name.equals("penstock.standalone.manifests");
		}
		return manifests ? new Standalone(properties)
				: new Invalid("standalone needs a folder of manifests: --manifests=DIR");
	}

	private static CommandLine cluster(Role role, List<String> options) {
		String command = role.name().toLowerCase(Locale.ROOT);
		for (String option : options) {
			if (!option.startsWith("--") || nameOf(option).indexOf('.') <= 0) {
				return new Invalid(command + " does not know '" + option
						+ "'; it takes properties such as --management.server.port=15020");
			}
		}
		return new Cluster(role, options);
	}

	private static String nameOf(String option) {
		int equals = option.indexOf('=');
		return option.substring(2, (equals < 0) ? option.length() : equals);
	}

	private static CommandLine check(List<String> arguments) {
		List<String> classes = new ArrayList<>();
		List<String> directories = new ArrayList<>();
		for (String argument : arguments) {
			if (argument.startsWith("--gateway-classes=")) {
				classes.addAll(List.of(argument.substring(argument.indexOf('=') + 1).split(",")));
			}
			else if (argument.startsWith("-")) {
				return new Invalid(
						"check does not know '" + argument + "'; it takes a folder and --gateway-classes=NAME[,NAME]");
			}
			else {
				directories.add(argument);
			}
		}
		return (directories.size() == 1) ? new Check(directories.getFirst(), classes)
				: new Invalid("check needs one folder of manifests: check DIR");
	}

}

package dev.penstock.app.command;

/** Explains the commands. */
public final class HelpText {

	private static final String ALL = """
			Penstock: an inference gateway on Spring Cloud Gateway

			Usage: penstock COMMAND [OPTIONS]

			Commands:
			  standalone  serve what a folder of manifests says, without a cluster
			  controller  keep the data planes and the statuses of a cluster's Gateways
			  proxy       be the data plane of one Gateway of a cluster
			  check       say what is wrong with a folder of manifests
			  version     print the version
			  help        print this text, or that of a command

			`penstock COMMAND --help` explains a command.
			""";

	private static final String STANDALONE = """
			Serves what a folder of manifests says: Gateways, HTTPRoutes, InferencePools and what they refer to,
			in the YAML that would be applied to a cluster. Changes are live within 200 ms.

			Usage: penstock standalone --manifests=DIR [--address=ADDRESS] [--PROPERTY=VALUE...]

			Options:
			  --manifests=DIR     the folder, read with its sub-folders and watched
			  --address=ADDRESS   the address that listeners bind whose Gateway asks for none (default 127.0.0.1)
			  --PROPERTY=VALUE    any property of Spring Boot or Penstock, such as
			                      --management.server.port=9081 (default 8081),
			                      --penstock.standalone.gateway-classes=istio,nginx (classes to serve besides penstock),
			                      --penstock.observe.access-log=all (default refused; or off)
			""";

	private static final String CONTROLLER = """
			Keeps a data plane for each Gateway of a cluster whose class is Penstock's, and writes the statuses.
			Runs in the cluster, or with the cluster of KUBECONFIG. The chart starts it.

			Usage: penstock controller [--PROPERTY=VALUE...]

			Options:
			  --PROPERTY=VALUE    any property of Spring Boot or Penstock
			""";

	private static final String PROXY = """
			Is the data plane of one Gateway of a cluster: reads what the Gateway's routes refer to, and serves it.
			Runs in the cluster, or with the cluster of KUBECONFIG. The controller starts it, one for each Gateway.

			Usage: penstock proxy --penstock.proxy.gateway.namespace=NAMESPACE --penstock.proxy.gateway.name=NAME
			                      [--PROPERTY=VALUE...]

			Options:
			  --PROPERTY=VALUE    any property of Spring Boot or Penstock, such as
			                      --management.server.port=15020 (default 8081),
			                      --penstock.proxy.inference-extension=false (default auto; or true)
			""";

	private static final String CHECK = """
			Says what is wrong with a folder of manifests, without serving it: each problem with its file, line,
			object and field, and what would be right; then the status of each object. Exits with 1 if anything
			is wrong that keeps a part from being served, with 0 if there is nothing or only warnings.

			Usage: penstock check DIR [--gateway-classes=NAME[,NAME]]

			Options:
			  --gateway-classes=NAMES   classes to serve besides penstock
			""";

	private static final String VERSION = """
			Prints the version of Penstock and of the Java that runs it.

			Usage: penstock version
			""";

	private HelpText() {
	}

	/**
	 * Returns the text about a command.
	 * @param topic the command; anything else for all of them
	 * @return the text
	 */
	public static String of(String topic) {
		return switch (topic) {
			case "standalone" -> STANDALONE;
			case "controller" -> CONTROLLER;
			case "proxy" -> PROXY;
			case "check" -> CHECK;
			case "version" -> VERSION;
			default -> ALL;
		};
	}

}

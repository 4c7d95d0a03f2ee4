package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Is a folder of manifests with an HTTPRoute for each host name.
 *
 * @param folder the folder
 * @param hosts the host names
 * @param paths a path for each rule of a route
 */
record Routes(Path folder, List<String> hosts, List<String> paths) {

	static Routes write(Path folder, int port, int hosts, int rules) throws IOException {
		Files.createDirectories(folder);
		Path manifests = folder.resolve("../../../manifests").normalize();
		Files.copy(manifests.resolve("backends.yaml"), folder.resolve("backends.yaml"),
				StandardCopyOption.REPLACE_EXISTING);
		List<String> names = IntStream.range(0, hosts).mapToObj((i) -> "host-" + i + ".example.com").toList();
		List<String> paths = IntStream.range(0, rules).mapToObj((i) -> "/v" + (i + 1) + "/completions").toList();
		StringBuilder text = new StringBuilder("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata:
				  name: routes
				spec:
				  gatewayClassName: penstock
				  listeners: [{name: http, port: %d, protocol: HTTP}]
				""".formatted(port));
		for (int i = 0; i < hosts; i++) {
			text.append("""
					---
					apiVersion: gateway.networking.k8s.io/v1
					kind: HTTPRoute
					metadata:
					  name: route-%d
					spec:
					  parentRefs: [{name: routes}]
					  hostnames: [%s]
					  rules:
					""".formatted(i, names.get(i)));
			for (String path : paths) {
				text.append("""
						  - matches: [{path: {type: PathPrefix, value: %s}}]
						    backendRefs: [{name: model-servers, port: 80}]
						""".formatted(path));
			}
		}
		Files.writeString(folder.resolve("routes.yaml"), text);
		return new Routes(folder, names, paths);
	}

	String anyHost() {
		return this.hosts.getFirst();
	}

}

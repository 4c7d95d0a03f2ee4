package dev.penstock.app.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Collectors;

import dev.penstock.testkit.picker.TestCertificate;

import static org.awaitility.Awaitility.await;

/**
 * Is the part of a gateway that one test has for itself: a namespace with a Gateway on a
 * port of its own, and one file with all its manifests, so that each change is whole.
 */
public final class Site {

	private final TestGateway gateway;

	private final String namespace;

	private final int port;

	Site(TestGateway gateway, String namespace, int port) {
		this.gateway = gateway;
		this.namespace = namespace;
		this.port = port;
	}

	/**
	 * Returns the namespace.
	 * @return its name
	 */
	public String namespace() {
		return this.namespace;
	}

	/**
	 * Returns the port of the Gateway {@code gw}.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Replaces all manifests of this site and waits until the change is active.
	 * @param documents the manifests
	 */
	public void apply(String... documents) {
		long before = this.gateway.generation();
		write(documents);
		await().atMost(TestGateway.PATIENCE).until(() -> this.gateway.generation() > before);
	}

	/**
	 * Replaces all manifests of this site and doesn't wait.
	 * @param documents the manifests
	 */
	public void write(String... documents) {
		try {
			Path next = this.gateway.folder().resolve(this.namespace + ".next");
			Files.writeString(next, String.join("\n---\n", documents));
			Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file() {
		return this.gateway.folder().resolve(this.namespace + ".yaml");
	}

	/**
	 * Sends everything to a pool of upstreams.
	 * @param upstreams the upstreams
	 */
	public void applyPool(ControlledUpstream... upstreams) {
		int[] ports = Arrays.stream(upstreams).mapToInt(ControlledUpstream::port).toArray();
		apply(gateway(), route("all", rule("{path: {type: PathPrefix, value: /}}", poolRef("pool"))),
				pool("pool", ports), pod("pod", "127.0.0.1", "True"));
	}

	/**
	 * Sends everything to a pool of upstreams with an endpoint picker in cleartext.
	 * @param picker the picker's port on 127.0.0.1
	 * @param failureMode {@code FailOpen} or {@code FailClose}
	 * @param upstreams the ports of the upstreams
	 */
	public void applyPickedPool(int picker, String failureMode, int... upstreams) {
		apply(gateway(), route("all", rule("{path: {type: PathPrefix, value: /}}", poolRef("pool"))),
				pool("pool",
						"endpointPickerRef: {name: picker, port: {number: 80}, failureMode: %s}".formatted(failureMode),
						upstreams),
				service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker), pod("pod", "127.0.0.1", "True"));
	}

	/**
	 * Writes the Gateway with one listener, without a host name.
	 * @return the manifest
	 */
	public String gateway() {
		return gateway("gw", "[{name: http, port: %d, protocol: HTTP}]".formatted(this.port));
	}

	/**
	 * Writes a Gateway.
	 * @param name its name
	 * @param listeners its listeners, as a YAML flow
	 * @return the manifest
	 */
	public String gateway(String name, String listeners) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: %s, namespace: %s}
				spec:
				  gatewayClassName: penstock
				  listeners: %s
				""".formatted(name, this.namespace, listeners);
	}

	/**
	 * Writes a HTTPRoute at the Gateway {@code gw}, for every host.
	 * @param name its name
	 * @param rules its rules
	 * @return the manifest
	 */
	public String route(String name, String... rules) {
		return routeAt(name, "{name: gw}", "[]", rules);
	}

	/**
	 * Writes a HTTPRoute.
	 * @param name its name
	 * @param parent the reference to its parent, as a YAML flow
	 * @param hostnames its host names, as a YAML flow
	 * @param rules its rules
	 * @return the manifest
	 */
	public String routeAt(String name, String parent, String hostnames, String... rules) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: %s, namespace: %s}
				spec:
				  parentRefs: [%s]
				  hostnames: %s
				  rules:
				%s
				""".formatted(name, this.namespace, parent, hostnames,
				Arrays.stream(rules).map((rule) -> "    - " + rule).collect(Collectors.joining("\n")));
	}

	/**
	 * Writes a GRPCRoute.
	 * @param name its name
	 * @param parent the reference to its parent, as a YAML flow
	 * @param hostnames its host names, as a YAML flow
	 * @param rules its rules
	 * @return the manifest
	 */
	public String grpcRouteAt(String name, String parent, String hostnames, String... rules) {
		return routeAt(name, parent, hostnames, rules).replace("kind: HTTPRoute", "kind: GRPCRoute");
	}

	/**
	 * Writes a rule with one match.
	 * @param match the match, as a YAML flow
	 * @param backends its backends, as YAML flows
	 * @return the rule, as a YAML flow
	 */
	public String rule(String match, String... backends) {
		return "{matches: [%s], backendRefs: [%s]}".formatted(match, String.join(", ", backends));
	}

	/**
	 * Writes a rule that matches everything.
	 * @param more further fields of the rule, as in a YAML flow
	 * @param backends its backends, as YAML flows
	 * @return the rule, as a YAML flow
	 */
	public String ruleWith(String more, String... backends) {
		return "{%s, backendRefs: [%s]}".formatted(more, String.join(", ", backends));
	}

	/**
	 * Writes a reference to a pool.
	 * @param name the pool's name
	 * @return the reference, as a YAML flow
	 */
	public String poolRef(String name) {
		return "{group: inference.networking.k8s.io, kind: InferencePool, name: %s}".formatted(name);
	}

	/**
	 * Writes a reference to port 80 of a Service.
	 * @param name the Service's name
	 * @param more further fields, each with a comma before it
	 * @return the reference, as a YAML flow
	 */
	public String serviceRef(String name, String more) {
		return "{name: %s, port: 80%s}".formatted(name, more);
	}

	/**
	 * Writes a pool of pods with the label {@code app: pool}, with the built-in picker.
	 * @param name its name
	 * @param ports its target ports
	 * @return the manifest
	 */
	public String pool(String name, int... ports) {
		return pool(name, "", ports);
	}

	/**
	 * Writes a pool of pods with a label {@code app} of the pool's name.
	 * @param name its name
	 * @param more further fields of its spec, on lines of their own
	 * @param ports its target ports
	 * @return the manifest
	 */
	public String pool(String name, String more, int... ports) {
		String targets = Arrays.stream(ports).mapToObj("{number: %d}"::formatted).collect(Collectors.joining(", "));
		return """
				apiVersion: inference.networking.k8s.io/v1
				kind: InferencePool
				metadata: {name: %s, namespace: %s}
				spec:
				  selector: {matchLabels: {app: pool}}
				  targetPorts: [%s]
				  %s
				""".formatted(name, this.namespace, targets, more);
	}

	/**
	 * Writes a pod with the label {@code app: pool}.
	 * @param name its name
	 * @param ip its address
	 * @param ready {@code "True"} or {@code "False"}
	 * @return the manifest
	 */
	public String pod(String name, String ip, String ready) {
		return """
				apiVersion: v1
				kind: Pod
				metadata: {name: %s, namespace: %s, labels: {app: pool}}
				spec: {containers: [{name: server, image: server}]}
				status:
				  phase: Running
				  podIP: %s
				  podIPs: [{ip: %s}]
				  conditions: [{type: Ready, status: "%s"}]
				""".formatted(name, this.namespace, ip, ip, ready);
	}

	/**
	 * Writes a ConfigMap with the certificate of an authority.
	 * @param name its name
	 * @param pem the certificate
	 * @return the manifest
	 */
	public String authority(String name, String pem) {
		return """
				apiVersion: v1
				kind: ConfigMap
				metadata: {name: %s, namespace: %s}
				data:
				  ca.crt: |
				%s
				""".formatted(name, this.namespace, pem.indent(4));
	}

	/**
	 * Writes a Secret with a certificate and its key.
	 * @param name its name
	 * @param certificate the certificate
	 * @return the manifest
	 */
	public String secret(String name, TestCertificate certificate) {
		return """
				apiVersion: v1
				kind: Secret
				metadata: {name: %s, namespace: %s}
				type: kubernetes.io/tls
				stringData:
				  tls.crt: |
				%s
				  tls.key: |
				%s
				""".formatted(name, this.namespace, certificate.chainPem().indent(4), certificate.keyPem().indent(4));
	}

	/**
	 * Writes a Service with port 80 and the EndpointSlice of its endpoints.
	 * @param name its name
	 * @param more further fields of its port, each with a comma before it
	 * @param ports where its endpoints listen, on 127.0.0.1; all have to be the same
	 * @return the manifests
	 */
	public String service(String name, String more, int... ports) {
		String endpoints = (ports.length > 0) ? "[{addresses: [127.0.0.1], conditions: {ready: true}}]" : "[]";
		return """
				apiVersion: v1
				kind: Service
				metadata: {name: %s, namespace: %s}
				spec: {ports: [{name: http, port: 80%s}]}
				---
				apiVersion: discovery.k8s.io/v1
				kind: EndpointSlice
				metadata: {name: %s-1, namespace: %s, labels: {kubernetes.io/service-name: %s}}
				addressType: IPv4
				ports: [{name: http, port: %d, protocol: TCP}]
				endpoints: %s
				""".formatted(name, this.namespace, more, name, this.namespace, name, (ports.length > 0) ? ports[0] : 1,
				endpoints);
	}

}

package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.BackendTls;
import dev.penstock.discovery.model.Endpoint;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.ServiceEntry;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.EndpointSlice.SliceEndpoint;
import dev.penstock.discovery.resource.EndpointSlice.SlicePort;
import dev.penstock.discovery.resource.Service;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Finds Services' ports and, in their EndpointSlices, the endpoints behind them. A
 * slice's port belongs to the Service's port of the same name. An endpoint is used while
 * it is ready; if none of a port's endpoints is, those that are going away but still
 * serve are.
 */
final class ServiceTranslator {

	/** The {@code appProtocol} of cleartext HTTP/2 (GEP-1911). */
	static final String H2C = "kubernetes.io/h2c";

	private static final String TCP = "TCP";

	private final ClusterSnapshot snapshot;

	private final Problems problems;

	private final Map<ResourceKey, List<EndpointSlice>> slices = new HashMap<>();

	private final Map<ServicePortKey, ServiceEntry> entries = new HashMap<>();

	ServiceTranslator(ClusterSnapshot snapshot, Problems problems) {
		this.snapshot = snapshot;
		this.problems = problems;
		for (EndpointSlice slice : snapshot.all(EndpointSlice.class)) {
			if (!slice.serviceName().isEmpty()) {
				this.slices
					.computeIfAbsent(Kinds.service(slice.key().namespace(), slice.serviceName()),
							(_) -> new ArrayList<>())
					.add(slice);
			}
		}
	}

	/**
	 * Looks for a Service's port.
	 * @param key the Service
	 * @param number the Service port; null where the reference gives none
	 */
	PortLookup find(ResourceKey key, @Nullable Integer number) {
		Service service = this.snapshot.find(Service.class, key);
		if (service == null) {
			return new PortLookup.Missing(Conditions.BACKEND_NOT_FOUND, "name", key + " does not exist",
					"create it or name a Service that exists");
		}
		if (service.type().equals("ExternalName")) {
			return new PortLookup.Missing(Conditions.INVALID_KIND, "name",
					key + " is of type ExternalName, which is not served", "name a Service with endpoints");
		}
		if (number == null) {
			return new PortLookup.Missing(Conditions.BACKEND_NOT_FOUND, "port", "a port is required to refer to " + key,
					"add one of its ports: " + ports(service));
		}
		Service.Port other = null;
		for (Service.Port port : service.ports()) {
			if (port.port() == number && port.protocol().equals(TCP)) {
				return new PortLookup.Found(new ServicePortKey(key, number), port);
			}
			if (port.port() == number && other == null) {
				other = port;
			}
		}
		if (other == null) {
			return new PortLookup.Missing(Conditions.BACKEND_NOT_FOUND, "port", key + " has no port " + number,
					"use one of its ports: " + ports(service));
		}
		return new PortLookup.Missing(Conditions.UNSUPPORTED_PROTOCOL, "port",
				"port " + number + " of " + key + " is a " + other.protocol() + " port", "use a TCP port");
	}

	/**
	 * Returns a port with its endpoints.
	 * @param key the key of a port that was found
	 */
	ServiceEntry entry(ServicePortKey key) {
		return switch (find(key.service(), key.port())) {
			case PortLookup.Found found -> this.entries.computeIfAbsent(key, (_) -> translate(found));
			case PortLookup.Missing missing ->
				throw new IllegalStateException("Port " + key + " must have been found: " + missing.message());
		};
	}

	private ServiceEntry translate(PortLookup.Found found) {
		BackendProtocol protocol = H2C.equals(found.port().appProtocol()) ? BackendProtocol.H2C : BackendProtocol.HTTP;
		List<EndpointSlice> ofService = this.slices.getOrDefault(found.key().service(), List.of());
		List<Endpoint> endpoints = endpoints(ofService, found.port(),
				(endpoint) -> endpoint.ready() && !endpoint.terminating());
		if (endpoints.isEmpty()) {
			endpoints = endpoints(ofService, found.port(), (endpoint) -> endpoint.serving() && endpoint.terminating());
		}
		warn(ofService, found);
		return new ServiceEntry(found.key(), protocol, new BackendTls.None(), endpoints);
	}

	private static List<Endpoint> endpoints(List<EndpointSlice> slices, Service.Port port,
			Predicate<SliceEndpoint> usable) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (EndpointSlice slice : slices) {
			Integer number = isIp(slice) ? number(slice, port) : null;
			if (number != null) {
				for (SliceEndpoint endpoint : slice.endpoints()) {
					if (usable.test(endpoint) && !endpoint.addresses().isEmpty()) {
						// All addresses are the same endpoint, so the first will do.
						String address = endpoint.addresses().getFirst();
						String target = (endpoint.targetName() != null) ? endpoint.targetName() : address;
						endpoints.add(new Endpoint(address, number, target));
					}
				}
			}
		}
		return Endpoints.distinct(endpoints);
	}

	private static boolean isIp(EndpointSlice slice) {
		return slice.addressType().equals("IPv4") || slice.addressType().equals("IPv6");
	}

	/**
	 * Returns the number that a Service's port has in a slice, or null if it has none.
	 */
	private static @Nullable Integer number(EndpointSlice slice, Service.Port port) {
		for (SlicePort candidate : slice.ports()) {
			if (candidate.name().equals(port.name()) && candidate.protocol().equals(TCP)) {
				return (candidate.port() != null) ? candidate.port() : targetPort(port);
			}
		}
		return null;
	}

	/** Returns the number that stands for every port: the target port, if it is one. */
	private static Integer targetPort(Service.Port port) {
		boolean numeric = port.targetPort().matches("[0-9]{1,5}");
		return numeric ? Integer.valueOf(port.targetPort()) : Integer.valueOf(port.port());
	}

	private void warn(List<EndpointSlice> slices, PortLookup.Found found) {
		for (EndpointSlice slice : slices) {
			if (!isIp(slice)) {
				this.problems.warn(slice.key(), "addressType",
						"addresses of type " + slice.addressType() + " are not used", "list IPv4 or IPv6 addresses");
			}
		}
		boolean known = slices.stream().anyMatch((slice) -> number(slice, found.port()) != null);
		if (!slices.isEmpty() && !known) {
			String name = found.port().name();
			this.problems.warn(slices.getFirst().key(), "ports",
					"no port is called " + (name.isEmpty() ? "\"\"" : name) + " as port " + found.key().port() + " of "
							+ found.key().service() + " is, so that port has no endpoints",
					"give the slice's TCP port the name of the Service's port");
		}
	}

	private static String ports(Service service) {
		List<String> numbers = service.ports()
			.stream()
			.filter((port) -> port.protocol().equals(TCP))
			.map((port) -> String.valueOf(port.port()))
			.toList();
		return numbers.isEmpty() ? "none" : String.join(", ", numbers);
	}

	/** Is what became of looking for a Service's port. */
	sealed interface PortLookup {

		/**
		 * The port is there.
		 *
		 * @param key its key
		 * @param port the port
		 */
		record Found(ServicePortKey key, Service.Port port) implements PortLookup {
		}

		/**
		 * The port is not there or can't be used.
		 *
		 * @param reason the reason, in a route's words
		 * @param field the field of the reference that is wrong
		 * @param message what is wrong
		 * @param remedy what would be right
		 */
		record Missing(String reason, String field, String message, String remedy) implements PortLookup {
		}

	}

}

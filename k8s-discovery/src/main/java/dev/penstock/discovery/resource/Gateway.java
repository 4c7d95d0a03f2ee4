package dev.penstock.discovery.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Is a Gateway.
 *
 * @param metadata its metadata
 * @param className the GatewayClass
 * @param listeners its listeners, in their order
 * @param addresses the addresses that it asks for
 * @param infrastructure what its data plane is to be given
 * @param tls what holds for the TLS of all listeners and to all backends
 * @param allowedListeners which ListenerSets may add listeners
 */
public record Gateway(Metadata metadata, String className, List<Listener> listeners, List<Address> addresses,
		Infrastructure infrastructure, GatewayTls tls, AllowedListeners allowedListeners) implements Resource {

	public Gateway {
		listeners = List.copyOf(listeners);
		addresses = List.copyOf(addresses);
	}

	/**
	 * Is one listener.
	 *
	 * @param name its name, unique in the Gateway
	 * @param hostname the host name, lower case, exact or with a leading {@code *.}; null
	 * matches every host
	 * @param port the port
	 * @param protocol the protocol as written, such as {@code HTTP}
	 * @param tls its TLS settings, if any
	 * @param allowedRoutes which routes may attach
	 */
	public record Listener(String name, @Nullable String hostname, int port, String protocol, @Nullable ListenerTls tls,
			AllowedRoutes allowedRoutes) {
	}

	/**
	 * Is what a listener does with TLS.
	 *
	 * @param mode {@code Terminate} or {@code Passthrough}
	 * @param certificateRefs the certificates
	 */
	public record ListenerTls(String mode, List<ObjectReference> certificateRefs) {

		public ListenerTls {
			certificateRefs = List.copyOf(certificateRefs);
		}

	}

	/**
	 * Is what holds for the TLS of a whole Gateway.
	 *
	 * @param clientCertificateRef what the Gateway proves itself by to backends, if by
	 * anything
	 * @param clients how clients of HTTPS listeners prove who they are; null if they
	 * needn't
	 * @param clientsByPort the same by port, instead; the value is null where clients of
	 * a port needn't
	 */
	public record GatewayTls(@Nullable ObjectReference clientCertificateRef, @Nullable FrontendValidation clients,
			SortedMap<Integer, PortTls> clientsByPort) {

		/** Asks for nothing. */
		public static final GatewayTls NONE = new GatewayTls(null, null, new TreeMap<>());

		public GatewayTls {
			clientsByPort = Collections.unmodifiableSortedMap(new TreeMap<>(clientsByPort));
		}

		/**
		 * Tells how clients of a port prove who they are.
		 * @param port the port of an HTTPS listener
		 * @return how, or null if they needn't
		 */
		public @Nullable FrontendValidation clientsOf(int port) {
			PortTls own = this.clientsByPort.get(port);
			return (own != null) ? own.clients() : this.clients;
		}

		/**
		 * Returns all objects that are referred to.
		 * @return the certificate and the authorities of clients, on whatever port
		 */
		public List<ObjectReference> references() {
			List<ObjectReference> references = new ArrayList<>();
			if (this.clientCertificateRef != null) {
				references.add(this.clientCertificateRef);
			}
			if (this.clients != null) {
				references.addAll(this.clients.certificateAuthorities());
			}
			this.clientsByPort.values().forEach((port) -> {
				if (port.clients() != null) {
					references.addAll(port.clients().certificateAuthorities());
				}
			});
			return references;
		}

		/**
		 * Tells whether clients of some port get in without proving who they are though
		 * they are asked to.
		 * @return whether there is such a port
		 */
		public boolean letsAnyoneIn() {
			return (this.clients != null && this.clients.insecureFallback()) || this.clientsByPort.values()
				.stream()
				.anyMatch((port) -> port.clients() != null && port.clients().insecureFallback());
		}

	}

	/**
	 * Is what holds for the TLS of one port.
	 *
	 * @param clients how clients prove who they are; null if they needn't
	 */
	public record PortTls(@Nullable FrontendValidation clients) {
	}

	/**
	 * Is how clients prove who they are.
	 *
	 * @param field where it is written, in the Gateway
	 * @param certificateAuthorities objects with certificates of authorities
	 * @param insecureFallback whether clients get in even if they don't
	 */
	public record FrontendValidation(String field, List<ObjectReference> certificateAuthorities,
			boolean insecureFallback) {

		public FrontendValidation {
			certificateAuthorities = List.copyOf(certificateAuthorities);
		}

	}

	/**
	 * Is which routes may attach to a listener.
	 *
	 * @param from from which namespaces
	 * @param selector the namespaces' labels, where {@code from} is
	 * {@link FromNamespaces#SELECTOR}
	 * @param kinds of which kinds; empty means those that go with the protocol
	 */
	public record AllowedRoutes(FromNamespaces from, LabelSelector selector, List<RouteKind> kinds) {

		public AllowedRoutes {
			kinds = List.copyOf(kinds);
		}

	}

	/**
	 * Is which ListenerSets may add listeners.
	 *
	 * @param from from which namespaces
	 * @param selector the namespaces' labels, where {@code from} is
	 * {@link FromNamespaces#SELECTOR}
	 */
	public record AllowedListeners(FromNamespaces from, LabelSelector selector) {

		/** Allows none, as Gateways do that say nothing. */
		public static final AllowedListeners NONE = new AllowedListeners(FromNamespaces.NONE,
				new LabelSelector(Map.of(), List.of()));

		/**
		 * Tells whether ListenerSets of a namespace may add listeners.
		 * @param gateway the namespace of the Gateway
		 * @param namespace the namespace of the ListenerSet
		 * @param labels the labels of the latter
		 * @return whether they may
		 */
		public boolean allow(String gateway, String namespace, Map<String, String> labels) {
			return switch (this.from) {
				case ALL -> true;
				case SAME -> namespace.equals(gateway);
				case SELECTOR -> this.selector.matches(labels);
				case NONE -> false;
			};
		}

	}

	/**
	 * Is a kind of routes.
	 *
	 * @param group the API group
	 * @param kind the kind
	 */
	public record RouteKind(String group, String kind) {
	}

	/** Is from which namespaces routes may attach. */
	public enum FromNamespaces {

		/** From every namespace. */
		ALL,

		/** From the Gateway's own. */
		SAME,

		/** From those that the selector selects. */
		SELECTOR,

		/** From none. */
		NONE

	}

	/**
	 * Is an address that a Gateway asks for.
	 *
	 * @param type {@code IPAddress}, {@code Hostname} or a name of one's own
	 * @param value the address; null or empty lets the implementation choose
	 */
	public record Address(String type, @Nullable String value) {
	}

	/**
	 * Is what a Gateway's data plane is to be given.
	 *
	 * @param labels labels for everything that is created
	 * @param annotations annotations for everything that is created
	 * @param parametersRef what it is parameterised by, if by anything
	 */
	public record Infrastructure(Map<String, String> labels, Map<String, String> annotations,
			@Nullable ObjectReference parametersRef) {

		/** Asks for nothing. */
		public static final Infrastructure NONE = new Infrastructure(Map.of(), Map.of(), null);

		public Infrastructure {
			labels = Map.copyOf(labels);
			annotations = Map.copyOf(annotations);
		}

	}

}

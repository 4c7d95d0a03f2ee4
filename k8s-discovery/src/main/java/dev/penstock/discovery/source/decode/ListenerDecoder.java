package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.resource.Gateway.AllowedListeners;
import dev.penstock.discovery.resource.Gateway.AllowedRoutes;
import dev.penstock.discovery.resource.Gateway.FromNamespaces;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.Gateway.ListenerTls;
import dev.penstock.discovery.resource.Gateway.RouteKind;
import dev.penstock.discovery.resource.LabelSelector;
import dev.penstock.discovery.resource.ObjectReference;
import org.jspecify.annotations.Nullable;

/** Decodes the listeners of Gateways. */
final class ListenerDecoder {

	private static final Map<String, FromNamespaces> FROM = Choices.of(Map.entry("All", FromNamespaces.ALL),
			Map.entry("Selector", FromNamespaces.SELECTOR), Map.entry("Same", FromNamespaces.SAME));

	private static final Map<String, FromNamespaces> FROM_OR_NONE = Choices.of(Map.entry("All", FromNamespaces.ALL),
			Map.entry("Selector", FromNamespaces.SELECTOR), Map.entry("Same", FromNamespaces.SAME),
			Map.entry("None", FromNamespaces.NONE));

	private static final Map<String, String> MODES = Choices.texts("Terminate", "Passthrough");

	private static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

	private static final AllowedRoutes SAME_NAMESPACE = new AllowedRoutes(FromNamespaces.SAME, EVERYTHING, List.of());

	private ListenerDecoder() {
	}

	static Listener decode(FieldReader reader) {
		String name = reader.requiredText("name", TextFormat.DNS_SUBDOMAIN);
		String hostname = reader.text("hostname", TextFormat.HOSTNAME);
		int port = reader.requiredPort("port");
		String protocol = reader.requiredText("protocol", TextFormat.PROTOCOL);
		ListenerTls tls = reader.object("tls", ListenerDecoder::tls);
		AllowedRoutes allowed = reader.object("allowedRoutes", ListenerDecoder::allowedRoutes);
		if (hostname != null && Set.of("TCP", "UDP").contains(protocol)) {
			reader.error("hostname", "a " + protocol + " listener has no host name", "remove it");
		}
		checkTls(reader, protocol, tls);
		return new Listener(name, hostname, port, protocol, tls, (allowed != null) ? allowed : SAME_NAMESPACE);
	}

	private static void checkTls(FieldReader reader, String protocol, @Nullable ListenerTls tls) {
		switch (protocol) {
			case "HTTP", "TCP", "UDP" -> {
				if (tls != null) {
					reader.error("tls", "a listener of protocol " + protocol + " has no TLS settings",
							"remove them, or make the protocol HTTPS");
				}
			}
			case "HTTPS" -> {
				if (tls != null && tls.mode().equals("Passthrough")) {
					reader.error("tls", "an HTTPS listener ends TLS itself", "make the mode Terminate");
				}
			}
			case "TLS" -> {
				if (tls == null) {
					reader.error("tls", "required field is missing",
							"add `tls` with a mode to a listener of protocol TLS");
				}
			}
			default -> {
			}
		}
	}

	private static ListenerTls tls(FieldReader reader) {
		String mode = reader.oneOf("mode", MODES, "Terminate");
		List<ObjectReference> certificates = reader.objects("certificateRefs", Size.upTo(64), References::secret);
		Map<String, String> options = reader.textMap("options", TextFormat.ANNOTATION_KEY, TextFormat.upTo(4096),
				Size.upTo(16));
		if (mode.equals("Terminate") && certificates.isEmpty() && options.isEmpty()) {
			reader.error("certificateRefs", "there is no certificate to end TLS with",
					"name a Secret of type kubernetes.io/tls");
		}
		reader.warnUnserved("options");
		return new ListenerTls(mode, certificates);
	}

	private static AllowedRoutes allowedRoutes(FieldReader reader) {
		List<RouteKind> kinds = reader.objects("kinds", Size.upTo(8), ListenerDecoder::routeKind);
		AllowedRoutes namespaces = reader.object("namespaces", ListenerDecoder::namespaces);
		AllowedRoutes from = (namespaces != null) ? namespaces : SAME_NAMESPACE;
		return new AllowedRoutes(from.from(), from.selector(), kinds);
	}

	private static RouteKind routeKind(FieldReader reader) {
		return new RouteKind(reader.text("group", TextFormat.GROUP, References.GATEWAY_GROUP),
				reader.requiredText("kind", TextFormat.KIND));
	}

	/** Decodes the namespaces whose ListenerSets a Gateway allows. */
	static AllowedListeners allowedListeners(FieldReader reader) {
		AllowedRoutes namespaces = namespaces(reader, reader.oneOf("from", FROM_OR_NONE, FromNamespaces.NONE),
				"no ListenerSet");
		return new AllowedListeners(namespaces.from(), namespaces.selector());
	}

	private static AllowedRoutes namespaces(FieldReader reader) {
		return namespaces(reader, reader.oneOf("from", FROM, FromNamespaces.SAME), "no route");
	}

	private static AllowedRoutes namespaces(FieldReader reader, FromNamespaces wanted, String none) {
		FromNamespaces from = wanted;
		LabelSelector selector = reader.object("selector", LabelSelectorDecoder::decode);
		if (from == FromNamespaces.SELECTOR && selector == null) {
			// The schema allows it; an empty selector would let every namespace in.
			reader.warn("from", "there is no selector, so " + none + " may attach",
					"add `selector` with the labels of the namespaces");
			from = FromNamespaces.NONE;
		}
		if (from != FromNamespaces.SELECTOR && selector != null) {
			reader.warn("selector", "the selector has no effect", "make `from` Selector, or remove the selector");
			selector = null;
		}
		return new AllowedRoutes(from, (selector != null) ? selector : EVERYTHING, List.of());
	}

}

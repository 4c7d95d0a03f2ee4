package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerTls;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.Gateway.RouteKind;
import dev.penstock.discovery.translate.ClientAuthorities.Clients;
import dev.penstock.discovery.translate.ListenerCertificates.Certificates;
import dev.penstock.discovery.translate.ListenerCertificates.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * Decides which listeners are served.
 * <p>
 * Gateway API, {@code GatewaySpec.listeners}: listeners of one Gateway that share port
 * and host name, or that speak different protocols on one port, are in conflict, and none
 * of them is served. Gateways may share a port; where listeners of two of them also share
 * an address and the host name, the listener of the Gateway that comes first in
 * {@link RoutePrecedence} is served.
 */
final class ListenerBinder {

	/** What may attach to listeners of either protocol. */
	private static final List<RouteKind> ROUTES = List.of(new RouteKind(Kinds.GATEWAY_GROUP, Kinds.HTTP_ROUTE),
			new RouteKind(Kinds.GATEWAY_GROUP, Kinds.GRPC_ROUTE));

	/** The protocol of listeners that end TLS. */
	static final String HTTPS = "HTTPS";

	private static final String HTTP = "HTTP";

	private final ListenerCertificates certificates;

	private final ClientAuthorities clients;

	private final Problems problems;

	private final Map<Claim, ListenerKey> claims = new HashMap<>();

	/** Who speaks what on each socket; the first to claim it decides. */
	private final Map<Socket, Claimant> sockets = new HashMap<>();

	ListenerBinder(ListenerCertificates certificates, ClientAuthorities clients, Problems problems) {
		this.certificates = certificates;
		this.clients = clients;
		this.problems = problems;
	}

	/**
	 * Judges the listeners of a Gateway. Called for Gateways in the order of their
	 * precedence.
	 * @param gateway the Gateway
	 * @param refusal the reason why the Gateway as a whole isn't served; null if it is
	 * @return its listeners, in their order
	 */
	List<JudgedListener> bind(Gateway gateway, @Nullable String refusal) {
		List<JudgedListener> judged = new ArrayList<>();
		for (int i = 0; i < gateway.listeners().size(); i++) {
			judged.add(judge(gateway, i, refusal));
		}
		return judged;
	}

	private JudgedListener judge(Gateway gateway, int index, @Nullable String refusal) {
		Listener listener = gateway.listeners().get(index);
		String field = "spec.listeners[" + index + "]";
		long generation = gateway.metadata().generation();
		boolean http = isServed(listener);
		List<RouteKind> kinds = kinds(listener);
		Certificates found = HTTPS.equals(listener.protocol()) ? this.certificates.of(gateway.key(), listener, field)
				: Certificates.NONE;
		Clients asked = HTTPS.equals(listener.protocol()) ? this.clients.of(gateway, listener.port()) : Clients.ANYONE;
		boolean unusable = kinds.isEmpty() || asked.unusable() || (found.mistake() != null && found.usable().isEmpty());
		Condition resolvedRefs = resolvedRefs(gateway, listener,
				(found.mistake() != null) ? found.mistake() : asked.mistake(), field);
		Condition conflicted = conflict(gateway, index, field);
		if (conflicted == null && http && refusal == null && !unusable) {
			conflicted = claim(gateway, listener, field);
		}
		Condition accepted;
		if (!http) {
			accepted = Conditions.unsupportedListenerProtocol(unsupported(gateway, listener, field).text(), generation);
		}
		else if (conflicted != null) {
			accepted = Conditions.notAcceptedFor(conflicted);
		}
		else if (asked.mistake() != null && asked.unusable()) {
			accepted = Conditions.noValidCaCertificate(asked.mistake().message(), generation);
		}
		else {
			accepted = Conditions.accepted("the listener is valid", generation);
		}
		return new JudgedListener(gateway, listener, kinds, accepted,
				(conflicted != null) ? conflicted
						: Conditions.noConflicts("no other listener is in the way", generation),
				programmed(accepted, unusable ? resolvedRefs.reason() : null, refusal), resolvedRefs,
				(unusable || found.usable().isEmpty()) ? null : new ListenerTls(found.usable(), asked.validation()));
	}

	private static boolean isServed(Listener listener) {
		return HTTP.equals(listener.protocol()) || HTTPS.equals(listener.protocol());
	}

	private static Condition programmed(Condition accepted, @Nullable String unusable, @Nullable String refusal) {
		long generation = accepted.observedGeneration();
		if (accepted.status() != Status.TRUE) {
			return Conditions.notProgrammed("the listener is not accepted (" + accepted.reason() + ")", generation);
		}
		if (unusable != null) {
			return Conditions.notProgrammed(
					"the listener's references lead to nothing that could be served (" + unusable + ")", generation);
		}
		if (refusal != null) {
			return Conditions.notProgrammed("the Gateway is not served (" + refusal + ")", generation);
		}
		return Conditions.programmed("the listener is served", generation);
	}

	private Problem unsupported(Gateway gateway, Listener listener, String field) {
		return this.problems.error(gateway.key(), field + ".protocol",
				"listener " + listener.name() + " wants " + listener.protocol()
						+ ", but HTTP and HTTPS are what Penstock serves",
				"use protocol HTTP or HTTPS or remove the listener");
	}

	// Kinds of routes

	private static List<RouteKind> kinds(Listener listener) {
		if (!isServed(listener)) {
			return List.of();
		}
		List<RouteKind> wanted = listener.allowedRoutes().kinds();
		return wanted.isEmpty() ? ROUTES : ROUTES.stream().filter(wanted::contains).toList();
	}

	private Condition resolvedRefs(Gateway gateway, Listener listener, @Nullable Mistake mistake, String field) {
		long generation = gateway.metadata().generation();
		if (mistake != null) {
			return Conditions.unresolvedRefs(mistake.reason(), mistake.message(), generation);
		}
		List<RouteKind> wanted = listener.allowedRoutes().kinds();
		for (int i = 0; isServed(listener) && i < wanted.size(); i++) {
			RouteKind kind = wanted.get(i);
			if (!ROUTES.contains(kind)) {
				Problem problem = this.problems
					.error(gateway.key(), field + ".allowedRoutes.kinds[" + i + "]",
							"routes of kind " + Kinds.qualified(kind.group(), kind.kind())
									+ " can't attach to listener " + listener.name(),
							"use kind HTTPRoute or GRPCRoute of group " + Kinds.GATEWAY_GROUP);
				return Conditions.invalidRouteKinds(problem.text(), generation);
			}
		}
		return Conditions.resolvedRefs("the listener refers to nothing that is missing", generation);
	}

	// Conflicts

	/** Looks for conflicts within the Gateway. */
	private @Nullable Condition conflict(Gateway gateway, int index, String field) {
		long generation = gateway.metadata().generation();
		Listener listener = gateway.listeners().get(index);
		for (int i = 0; i < gateway.listeners().size(); i++) {
			Listener other = gateway.listeners().get(i);
			if (i == index || other.port() != listener.port() || family(listener) == null || family(other) == null) {
				continue;
			}
			if (!Objects.equals(family(listener), family(other))) {
				Problem problem = this.problems.error(gateway.key(), field + ".protocol",
						"listeners " + names(listener, other) + " speak " + listener.protocol() + " and "
								+ other.protocol() + " on port " + listener.port() + ", so none of them is served",
						"give them different ports");
				return Conditions.protocolConflict(problem.text(), generation);
			}
			if (Objects.equals(listener.hostname(), other.hostname())) {
				Problem problem = this.problems.error(gateway.key(), field + ".hostname",
						"listeners " + names(listener, other) + " both have port " + listener.port() + " and "
								+ host(listener) + ", so none of them is served",
						"give them different ports or host names");
				return Conditions.hostnameConflict(problem.text(), generation);
			}
		}
		return null;
	}

	/** Claims the listener's sockets and host name, unless an older Gateway has them. */
	private @Nullable Condition claim(Gateway gateway, Listener listener, String field) {
		List<Claim> wanted = GatewayAddresses.toBind(gateway)
			.stream()
			.map((address) -> new Claim(new Socket(address, listener.port()), listener.hostname()))
			.toList();
		for (Claim claim : wanted) {
			Claimant first = this.sockets.get(claim.socket());
			if (first != null && !first.protocol().equals(listener.protocol())) {
				Problem problem = this.problems.error(gateway.key(), field + ".protocol",
						"listener " + first.listener().name() + " of Gateway "
								+ first.listener().gateway().qualifiedName() + " speaks " + first.protocol()
								+ " on port " + listener.port()
								+ ", and that Gateway is older or first in the alphabet",
						"give listener " + listener.name() + " another port");
				return Conditions.protocolConflict(problem.text(), gateway.metadata().generation());
			}
			ListenerKey owner = this.claims.get(claim);
			if (owner != null) {
				Problem problem = this.problems.error(gateway.key(), field + ".hostname",
						"listener " + owner.name() + " of Gateway " + owner.gateway().qualifiedName() + " has port "
								+ listener.port() + " and " + host(listener)
								+ ", and that Gateway is older or first in the alphabet",
						"give listener " + listener.name() + " another port or host name");
				return Conditions.hostnameConflict(problem.text(), gateway.metadata().generation());
			}
		}
		ListenerKey key = new ListenerKey(gateway.key(), listener.name());
		for (Claim claim : wanted) {
			this.claims.put(claim, key);
			this.sockets.putIfAbsent(claim.socket(), new Claimant(key, listener.protocol()));
		}
		return null;
	}

	/**
	 * Returns what can share a port: cleartext HTTP or TLS; null for protocols that
	 * Penstock doesn't know, which are refused anyhow and can't be in another's way.
	 */
	private static @Nullable String family(Listener listener) {
		return switch (listener.protocol()) {
			case HTTP -> HTTP;
			case "HTTPS", "TLS" -> "TLS";
			default -> null;
		};
	}

	private static String names(Listener listener, Listener other) {
		return listener.name() + " and " + other.name();
	}

	private static String host(Listener listener) {
		return (listener.hostname() != null) ? "host name " + listener.hostname() : "no host name";
	}

	/** Is what only one listener can have. */
	private record Claim(Socket socket, @Nullable String hostname) {
	}

	/** Is where a listener is bound; an empty address is the default one. */
	private record Socket(String address, int port) {
	}

	/** Is the listener that first claimed a socket. */
	private record Claimant(ListenerKey listener, String protocol) {
	}

}

package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerTls;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
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
 * <p>
 * A ListenerSet's listeners come after those of its Gateway and of the ListenerSets
 * before it, and give way to them ({@code ListenerSetSpec.listeners}).
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
	 * Judges the listeners of a Gateway or ListenerSet. Called for Gateways in the order
	 * of their precedence, for each before its ListenerSets.
	 * @param owner the Gateway or ListenerSet
	 * @param refusal the reason why the Gateway as a whole isn't served; null if it is
	 * @return its listeners, in their order
	 */
	List<JudgedListener> bind(ListenerOwner owner, @Nullable String refusal) {
		List<JudgedListener> judged = new ArrayList<>();
		for (int i = 0; i < owner.listeners().size(); i++) {
			judged.add(judge(owner, i, refusal));
		}
		return judged;
	}

	private JudgedListener judge(ListenerOwner owner, int index, @Nullable String refusal) {
		Listener listener = owner.listeners().get(index);
		String field = "spec.listeners[" + index + "]";
		long generation = owner.generation();
		boolean http = isServed(listener);
		List<RouteKind> kinds = kinds(listener);
		Certificates found = HTTPS.equals(listener.protocol()) ? this.certificates.of(owner.key(), listener, field)
				: Certificates.NONE;
		Clients asked = HTTPS.equals(listener.protocol()) ? this.clients.of(owner.gateway(), listener.port())
				: Clients.ANYONE;
		boolean unusable = kinds.isEmpty() || asked.unusable() || (found.mistake() != null && found.usable().isEmpty());
		Condition resolvedRefs = resolvedRefs(owner, listener,
				(found.mistake() != null) ? found.mistake() : asked.mistake(), field);
		Condition conflicted = conflict(owner, index, field);
		if (conflicted == null && refusal == null && (http ? !unusable : owner.isSet())) {
			conflicted = http ? claim(owner, listener, field) : inTheWay(owner, listener, field);
		}
		Condition accepted;
		if (!http && (conflicted == null || !owner.isSet())) {
			accepted = Conditions.unsupportedListenerProtocol(unsupported(owner.key(), listener, field).text(),
					generation);
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
		Condition programmed = (conflicted != null && owner.isSet()) ? Conditions.notProgrammedFor(conflicted)
				: programmed(accepted, unusable ? resolvedRefs.reason() : null, refusal);
		return new JudgedListener(owner, listener, kinds, accepted,
				(conflicted != null) ? conflicted
						: Conditions.noConflicts("no other listener is in the way", generation),
				programmed, resolvedRefs,
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

	private Problem unsupported(ResourceKey owner, Listener listener, String field) {
		return this.problems.error(owner, field + ".protocol",
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

	private Condition resolvedRefs(ListenerOwner owner, Listener listener, @Nullable Mistake mistake, String field) {
		long generation = owner.generation();
		if (mistake != null) {
			return Conditions.unresolvedRefs(mistake.reason(), mistake.message(), generation);
		}
		List<RouteKind> wanted = listener.allowedRoutes().kinds();
		for (int i = 0; i < wanted.size(); i++) {
			RouteKind kind = wanted.get(i);
			if (!ROUTES.contains(kind) || !isServed(listener)) {
				Problem problem = this.problems.error(owner.key(), field + ".allowedRoutes.kinds[" + i + "]",
						"routes of kind " + Kinds.qualified(kind.group(), kind.kind()) + " can't attach to listener "
								+ listener.name(),
						isServed(listener) ? "use kind HTTPRoute or GRPCRoute of group " + Kinds.GATEWAY_GROUP
								: "use protocol HTTP or HTTPS");
				return Conditions.invalidRouteKinds(problem.text(), generation);
			}
		}
		return Conditions.resolvedRefs("the listener refers to nothing that is missing", generation);
	}

	// Conflicts

	/** Looks for conflicts within the Gateway or ListenerSet. */
	private @Nullable Condition conflict(ListenerOwner owner, int index, String field) {
		long generation = owner.generation();
		Listener listener = owner.listeners().get(index);
		for (int i = 0; i < owner.listeners().size(); i++) {
			Listener other = owner.listeners().get(i);
			if (i == index || other.port() != listener.port() || family(listener) == null || family(other) == null) {
				continue;
			}
			if (!Objects.equals(family(listener), family(other))) {
				Problem problem = this.problems.error(owner.key(), field + ".protocol",
						"listeners " + names(listener, other) + " speak " + listener.protocol() + " and "
								+ other.protocol() + " on port " + listener.port() + ", so none of them is served",
						"give them different ports");
				return Conditions.protocolConflict(problem.text(), generation);
			}
			if (Objects.equals(listener.hostname(), other.hostname())) {
				Problem problem = this.problems.error(owner.key(), field + ".hostname",
						"listeners " + names(listener, other) + " both have port " + listener.port() + " and "
								+ host(listener) + ", so none of them is served",
						"give them different ports or host names");
				return Conditions.hostnameConflict(problem.text(), generation);
			}
		}
		return null;
	}

	/** Claims the listener's sockets and host name, unless one before it has them. */
	private @Nullable Condition claim(ListenerOwner owner, Listener listener, String field) {
		List<Claim> wanted = GatewayAddresses.toBind(owner.gateway())
			.stream()
			.map((address) -> new Claim(new Socket(address, listener.port()), listener.hostname()))
			.toList();
		for (Claim claim : wanted) {
			Claimant first = this.sockets.get(claim.socket());
			if (first != null && !first.protocol().equals(listener.protocol())) {
				return otherProtocol(owner, listener, first, field);
			}
			ListenerKey taken = this.claims.get(claim);
			if (taken != null) {
				Problem problem = this.problems.error(
						owner.key(), field + ".hostname", who(taken, owner) + " has port " + listener.port() + " and "
								+ host(listener) + why(taken, owner),
						"give listener " + listener.name() + " another port or host name");
				return Conditions.hostnameConflict(problem.text(), owner.generation());
			}
		}
		for (Claim claim : wanted) {
			this.claims.put(claim, owner.key(listener));
			this.sockets.putIfAbsent(claim.socket(), new Claimant(owner.key(listener), listener.protocol()));
		}
		return null;
	}

	/**
	 * Looks for what is in the way of a ListenerSet's listener that isn't served for its
	 * protocol anyhow: somebody else would be served on the same port by another one.
	 */
	private @Nullable Condition inTheWay(ListenerOwner owner, Listener listener, String field) {
		String family = listener.protocol().equals("TCP") ? listener.protocol() : family(listener);
		for (String address : GatewayAddresses.toBind(owner.gateway())) {
			Claimant first = this.sockets.get(new Socket(address, listener.port()));
			if (first != null && family != null && !family.equals(family(first.protocol()))) {
				return otherProtocol(owner, listener, first, field);
			}
		}
		return null;
	}

	private Condition otherProtocol(ListenerOwner owner, Listener listener, Claimant first, String field) {
		Problem problem = this.problems.error(
				owner.key(), field + ".protocol", who(first.listener(), owner) + " speaks " + first.protocol()
						+ " on port " + listener.port() + why(first.listener(), owner),
				"give listener " + listener.name() + " another port");
		return Conditions.protocolConflict(problem.text(), owner.generation());
	}

	/**
	 * Names who was first. A ListenerSet learns no names of other namespaces
	 * ({@code ListenerSetSpec.listeners}: "be cautious about what information from the
	 * parent or siblings are reported").
	 */
	private static String who(ListenerKey first, ListenerOwner owner) {
		boolean hidden = owner.isSet() && !first.owner().namespace().equals(owner.key().namespace());
		return hidden ? "another listener" : "listener " + first.name() + " of " + first.owner();
	}

	private static String why(ListenerKey first, ListenerOwner owner) {
		if (owner.isSet()) {
			return ", and a Gateway's own listeners and those of older ListenerSets come first";
		}
		return ", and that " + first.owner().kind() + " is older or first in the alphabet";
	}

	/**
	 * Returns what can share a port: cleartext HTTP or TLS; null for protocols that
	 * Penstock doesn't know, which are refused anyhow and can't be in another's way.
	 */
	private static @Nullable String family(Listener listener) {
		return family(listener.protocol());
	}

	private static @Nullable String family(String protocol) {
		return switch (protocol) {
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

package dev.penstock.discovery.report;

import dev.penstock.discovery.report.Condition.Status;

/**
 * Creates the conditions that Penstock sets, one factory per reason. Types and reasons
 * are those of the <a href="https://gateway-api.sigs.k8s.io/reference/spec/">Gateway
 * API</a> and of the
 * <a href="https://gateway-api-inference-extension.sigs.k8s.io/reference/spec/">Inference
 * Extension</a>; each factory names the constant that defines its reason. Every factory
 * takes the message for people and the generation of the object that it is about.
 */
public final class Conditions {

	/** The type that says whether an object takes effect. */
	public static final String ACCEPTED = "Accepted";

	/** The type that says whether the data plane serves an object. */
	public static final String PROGRAMMED = "Programmed";

	/** The type that says whether every reference leads somewhere. */
	public static final String RESOLVED_REFS = "ResolvedRefs";

	/** The type that says whether a listener is in another's way. */
	public static final String CONFLICTED = "Conflicted";

	/** The type that says whether the API's version is known. */
	public static final String SUPPORTED_VERSION = "SupportedVersion";

	/** The reason of a reference to something that isn't there. */
	public static final String BACKEND_NOT_FOUND = "BackendNotFound";

	/** The reason of a reference to something that can't be a backend. */
	public static final String INVALID_KIND = "InvalidKind";

	/** The reason of a reference to a filter that isn't there. */
	public static final String FILTER_NOT_FOUND = "FilterNotFound";

	/** The reason of a reference to a filter that can't be made. */
	public static final String INVALID_FILTER = "InvalidFilter";

	/** The reason of a reference to something without a certificate of an authority. */
	public static final String INVALID_CA_CERTIFICATE_REF = "InvalidCACertificateRef";

	/** The reason of a reference to something without a usable certificate. */
	public static final String INVALID_CERTIFICATE_REF = "InvalidCertificateRef";

	/** The reason of a reference to what can't hold an authority's certificates. */
	public static final String INVALID_CA_CERTIFICATE_KIND = "InvalidCACertificateKind";

	/** The reason of a reference to something without a usable client certificate. */
	public static final String INVALID_CLIENT_CERTIFICATE_REF = "InvalidClientCertificateRef";

	/** The reason of a reference into another namespace that does not allow it. */
	public static final String REF_NOT_PERMITTED = "RefNotPermitted";

	/** The reason of a protocol that isn't served. */
	public static final String UNSUPPORTED_PROTOCOL = "UnsupportedProtocol";

	/** The reason of listeners that share port and host name. */
	public static final String HOSTNAME_CONFLICT = "HostnameConflict";

	/** The reason of listeners that speak different protocols on one port. */
	public static final String PROTOCOL_CONFLICT = "ProtocolConflict";

	/** The reason of a Gateway with listeners that can't be served. */
	public static final String LISTENERS_NOT_VALID = "ListenersNotValid";

	/** The reason of something wrong that has no reason of its own. */
	public static final String INVALID = "Invalid";

	/** The reason of a ListenerSet that its Gateway doesn't allow. */
	public static final String NOT_ALLOWED = "NotAllowed";

	/** The reason of a ListenerSet whose Gateway isn't accepted. */
	public static final String PARENT_NOT_ACCEPTED = "ParentNotAccepted";

	/** The reason of a ListenerSet whose Gateway isn't served. */
	public static final String PARENT_NOT_PROGRAMMED = "ParentNotProgrammed";

	private Conditions() {
	}

	/** Says that an object takes effect ({@code GatewayReasonAccepted} and its kin). */
	public static Condition accepted(String message, long generation) {
		return new Condition(ACCEPTED, Status.TRUE, "Accepted", message, generation);
	}

	/** Says that the data plane serves an object ({@code GatewayReasonProgrammed}). */
	public static Condition programmed(String message, long generation) {
		return new Condition(PROGRAMMED, Status.TRUE, "Programmed", message, generation);
	}

	/** Says that all references lead somewhere ({@code RouteReasonResolvedRefs}). */
	public static Condition resolvedRefs(String message, long generation) {
		return new Condition(RESOLVED_REFS, Status.TRUE, "ResolvedRefs", message, generation);
	}

	/** Says that an object is not served as it is ({@code GatewayReasonInvalid}). */
	public static Condition notProgrammed(String message, long generation) {
		return new Condition(PROGRAMMED, Status.FALSE, INVALID, message, generation);
	}

	/** Says that an object is not served yet ({@code GatewayReasonPending}). */
	public static Condition pending(String message, long generation) {
		return new Condition(PROGRAMMED, Status.FALSE, "Pending", message, generation);
	}

	// GatewayClass

	/**
	 * Says that the kinds of the Gateway API are known
	 * ({@code GatewayClassReasonSupportedVersion}).
	 */
	public static Condition supportedVersion(String message, long generation) {
		return new Condition(SUPPORTED_VERSION, Status.TRUE, "SupportedVersion", message, generation);
	}

	/**
	 * Says that {@code parametersRef} can't be used
	 * ({@code GatewayClassReasonInvalidParameters},
	 * {@code GatewayReasonInvalidParameters}).
	 */
	public static Condition invalidParameters(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "InvalidParameters", message, generation);
	}

	// Gateway

	/** Says that a Gateway can't take effect ({@code GatewayReasonInvalid}). */
	public static Condition gatewayInvalid(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, INVALID, message, generation);
	}

	/**
	 * Says that a Gateway asks for a type of address that isn't served
	 * ({@code GatewayReasonUnsupportedAddress}).
	 */
	public static Condition unsupportedAddress(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "UnsupportedAddress", message, generation);
	}

	/**
	 * Says that a Gateway asks for an address that can't be bound
	 * ({@code GatewayReasonAddressNotUsable}).
	 */
	public static Condition addressNotUsable(String message, long generation) {
		return new Condition(PROGRAMMED, Status.FALSE, "AddressNotUsable", message, generation);
	}

	/**
	 * Says that a Gateway has no address yet ({@code GatewayReasonAddressNotAssigned}).
	 */
	public static Condition addressNotAssigned(String message, long generation) {
		return new Condition(PROGRAMMED, Status.FALSE, "AddressNotAssigned", message, generation);
	}

	/**
	 * Says that some listeners of a Gateway are served and others can't be
	 * ({@code GatewayReasonListenersNotValid} with the status True).
	 */
	public static Condition someListenersNotValid(String message, long generation) {
		return new Condition(ACCEPTED, Status.TRUE, LISTENERS_NOT_VALID, message, generation);
	}

	/**
	 * Says that no listener of a Gateway can be served
	 * ({@code GatewayReasonListenersNotValid} with the status False).
	 */
	public static Condition noListenerValid(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, LISTENERS_NOT_VALID, message, generation);
	}

	/**
	 * Says that a Gateway lets clients in that don't prove who they are
	 * ({@code GatewayConditionInsecureFrontendValidationMode}).
	 */
	public static Condition insecureFrontendValidation(String message, long generation) {
		return new Condition("InsecureFrontendValidationMode", Status.TRUE, "ConfigurationChanged", message,
				generation);
	}

	// Listener

	/** Says that nothing is in a listener's way ({@code ListenerReasonNoConflicts}). */
	public static Condition noConflicts(String message, long generation) {
		return new Condition(CONFLICTED, Status.FALSE, "NoConflicts", message, generation);
	}

	/**
	 * Says that another listener has the same port and host name
	 * ({@code ListenerReasonHostnameConflict}).
	 */
	public static Condition hostnameConflict(String message, long generation) {
		return new Condition(CONFLICTED, Status.TRUE, HOSTNAME_CONFLICT, message, generation);
	}

	/**
	 * Says that another listener speaks another protocol on the same port
	 * ({@code ListenerReasonProtocolConflict}).
	 */
	public static Condition protocolConflict(String message, long generation) {
		return new Condition(CONFLICTED, Status.TRUE, PROTOCOL_CONFLICT, message, generation);
	}

	/**
	 * Says that a listener can't take effect because it conflicts. The specification
	 * demands that it isn't accepted and leaves the reason open; it is that of the
	 * conflict.
	 */
	public static Condition notAcceptedFor(Condition conflict) {
		return new Condition(ACCEPTED, Status.FALSE, conflict.reason(), conflict.message(),
				conflict.observedGeneration());
	}

	/**
	 * Says that a ListenerSet's listener isn't served because it conflicts; the reason is
	 * that of the conflict, as for {@code Accepted}.
	 */
	public static Condition notProgrammedFor(Condition conflict) {
		return new Condition(PROGRAMMED, Status.FALSE, conflict.reason(), conflict.message(),
				conflict.observedGeneration());
	}

	// ListenerSet

	/**
	 * Says that a ListenerSet is not accepted: its Gateway doesn't allow it
	 * ({@code ListenerSetReasonNotAllowed}), isn't accepted itself
	 * ({@code ListenerSetReasonParentNotAccepted}), or none of the listeners is valid
	 * ({@code ListenerSetReasonListenersNotValid}).
	 * @param reason which of these
	 */
	public static Condition listenerSetNotAccepted(String reason, String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, reason, message, generation);
	}

	/**
	 * Says that a ListenerSet is accepted without some of its listeners
	 * ({@code ListenerSetReasonListenersNotValid}).
	 */
	public static Condition listenerSetPartlyAccepted(String message, long generation) {
		return new Condition(ACCEPTED, Status.TRUE, LISTENERS_NOT_VALID, message, generation);
	}

	/**
	 * Says that a ListenerSet is not served.
	 * @param reason the reason that it isn't accepted for, or
	 * {@link #PARENT_NOT_PROGRAMMED}
	 */
	public static Condition listenerSetNotProgrammed(String reason, String message, long generation) {
		return new Condition(PROGRAMMED, Status.FALSE, reason, message, generation);
	}

	/**
	 * Says that a listener's protocol isn't served
	 * ({@code ListenerReasonUnsupportedProtocol}).
	 */
	public static Condition unsupportedListenerProtocol(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, UNSUPPORTED_PROTOCOL, message, generation);
	}

	/**
	 * Says that a listener's port can't be bound ({@code ListenerReasonPortUnavailable}).
	 */
	public static Condition portUnavailable(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "PortUnavailable", message, generation);
	}

	/**
	 * Says that a listener allows kinds of routes that aren't served
	 * ({@code ListenerReasonInvalidRouteKinds}).
	 */
	public static Condition invalidRouteKinds(String message, long generation) {
		return new Condition(RESOLVED_REFS, Status.FALSE, "InvalidRouteKinds", message, generation);
	}

	// Route

	/**
	 * Says that the Gateway has no listener of that name or port
	 * ({@code RouteReasonNoMatchingParent}).
	 */
	public static Condition noMatchingParent(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "NoMatchingParent", message, generation);
	}

	/**
	 * Says that no listener lets the route attach
	 * ({@code RouteReasonNotAllowedByListeners}).
	 */
	public static Condition notAllowedByListeners(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "NotAllowedByListeners", message, generation);
	}

	/**
	 * Says that no listener has a host name in common with the route
	 * ({@code RouteReasonNoMatchingListenerHostname}).
	 */
	public static Condition noMatchingListenerHostname(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "NoMatchingListenerHostname", message, generation);
	}

	/**
	 * Says that a route of another kind has the host names
	 * ({@code GRPCRouteSpec.hostnames}, which names no reason).
	 */
	public static Condition hostnameTaken(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, HOSTNAME_CONFLICT, message, generation);
	}

	/**
	 * Says that the route asks for something that isn't served
	 * ({@code RouteReasonUnsupportedValue}).
	 */
	public static Condition unsupportedValue(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "UnsupportedValue", message, generation);
	}

	/**
	 * Says that filters of the route contradict each other
	 * ({@code RouteReasonIncompatibleFilters}).
	 */
	public static Condition incompatibleFilters(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "IncompatibleFilters", message, generation);
	}

	/**
	 * Says that a reference of a route, a policy or a listener leads nowhere
	 * ({@code RouteReasonBackendNotFound}, {@code RouteReasonInvalidKind},
	 * {@code RouteReasonRefNotPermitted}, {@code RouteReasonUnsupportedProtocol},
	 * {@code BackendTLSPolicyReasonInvalidKind},
	 * {@code BackendTLSPolicyReasonInvalidCACertificateRef},
	 * {@code ListenerReasonInvalidCertificateRef},
	 * {@code ListenerReasonRefNotPermitted}).
	 * @param reason one of {@link #BACKEND_NOT_FOUND}, {@link #INVALID_KIND},
	 * {@link #REF_NOT_PERMITTED}, {@link #UNSUPPORTED_PROTOCOL},
	 * {@link #INVALID_CA_CERTIFICATE_REF}, {@link #INVALID_CERTIFICATE_REF} and, of our
	 * own as the specification names none for filters, {@link #FILTER_NOT_FOUND} and
	 * {@link #INVALID_FILTER}
	 */
	public static Condition unresolvedRefs(String reason, String message, long generation) {
		return new Condition(RESOLVED_REFS, Status.FALSE, reason, message, generation);
	}

	// BackendTLSPolicy

	/** Says that a policy can't take effect ({@code PolicyReasonInvalid}). */
	public static Condition policyInvalid(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, INVALID, message, generation);
	}

	/**
	 * Says that another policy with the same target counts
	 * ({@code PolicyReasonConflicted}).
	 */
	public static Condition policyConflicted(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "Conflicted", message, generation);
	}

	/**
	 * Says that no reference of a policy or of a Gateway leads to a certificate of an
	 * authority ({@code BackendTLSPolicyReasonNoValidCACertificate},
	 * {@code ListenerReasonNoValidCACertificate}).
	 */
	public static Condition noValidCaCertificate(String message, long generation) {
		return new Condition(ACCEPTED, Status.FALSE, "NoValidCACertificate", message, generation);
	}

	// InferencePool

	/**
	 * Says that a pool's endpoint picker can't be asked
	 * ({@code InferencePoolReasonInvalidExtensionRef}).
	 */
	public static Condition invalidExtensionRef(String message, long generation) {
		return new Condition(RESOLVED_REFS, Status.FALSE, "InvalidExtensionRef", message, generation);
	}

}

package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Address;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.translate.GatewayClasses.ClassVerdict;
import dev.penstock.discovery.translate.ListenerCertificates.Certificates;
import dev.penstock.discovery.translate.ListenerCertificates.Mistake;
import dev.penstock.discovery.translate.TranslationSettings.DataPlanes;
import org.jspecify.annotations.Nullable;

/** Judges the Gateways of our classes. */
final class GatewayTranslator {

	private final GatewayClasses classes;

	private final DataPlanes dataPlanes;

	private final ListenerCertificates certificates;

	private final Problems problems;

	private final ListenerSetTranslator sets;

	private final ClientAuthorities clients;

	private ListenerBinder binder;

	GatewayTranslator(GatewayClasses classes, DataPlanes dataPlanes, ListenerCertificates certificates,
			ClientAuthorities clients, ListenerSetTranslator sets, Problems problems) {
		this.classes = classes;
		this.dataPlanes = dataPlanes;
		this.certificates = certificates;
		this.clients = clients;
		this.binder = new ListenerBinder(certificates, clients, problems);
		this.problems = problems;
		this.sets = sets;
	}

	/**
	 * Judges Gateways.
	 * @param gateways every Gateway
	 * @return those of our classes
	 */
	List<JudgedGateway> translate(List<Gateway> gateways) {
		List<JudgedGateway> judged = new ArrayList<>();
		for (Gateway gateway : gateways.stream().sorted(RoutePrecedence.ORDER).toList()) {
			switch (this.classes.verdict(gateway)) {
				case ClassVerdict.Served _ -> judged.add(judge(gateway, refusal(gateway)));
				case ClassVerdict.Refused _ -> judged.add(judge(gateway, classRefused(gateway)));
				case ClassVerdict.Foreign _ -> {
					// Another controller's to judge.
				}
			}
		}
		return judged;
	}

	private JudgedGateway judge(Gateway gateway, @Nullable Condition refusal) {
		long generation = gateway.metadata().generation();
		if (this.dataPlanes == DataPlanes.PER_GATEWAY) {
			// No other Gateway's listener is in the way.
			this.binder = new ListenerBinder(this.certificates, this.clients, this.problems);
		}
		Condition unusable = (refusal == null) ? addressNotUsable(gateway) : null;
		Condition blocking = (refusal != null) ? refusal : unusable;
		List<JudgedListener> listeners = this.binder.bind(new ListenerOwner(gateway, null),
				(blocking != null) ? blocking.reason() : null);
		Condition accepted = (refusal != null) ? refusal : accepted(gateway, listeners);
		Condition programmed;
		if (unusable != null) {
			programmed = unusable;
		}
		else if (listeners.stream().noneMatch(JudgedListener::served)) {
			programmed = Conditions.notProgrammed("the Gateway is not accepted (" + accepted.reason() + ")",
					generation);
		}
		else {
			programmed = Conditions.programmed("the Gateway is served", generation);
		}
		List<JudgedListenerSet> sets = this.sets.translate(gateway, accepted, programmed, this.binder);
		Certificates client = this.certificates.ofClient(gateway);
		return new JudgedGateway(gateway, accepted, programmed, tlsConditions(gateway, client.mistake()), listeners,
				sets, client.usable().isEmpty() ? null : client.usable().getFirst());
	}

	/** Says what is to be said of the TLS of the whole Gateway. */
	private static List<Condition> tlsConditions(Gateway gateway, @Nullable Mistake mistake) {
		long generation = gateway.metadata().generation();
		List<Condition> conditions = new ArrayList<>();
		if (gateway.tls().clientCertificateRef() != null) {
			conditions
				.add((mistake != null) ? Conditions.unresolvedRefs(mistake.reason(), mistake.message(), generation)
						: Conditions.resolvedRefs("the client certificate was found", generation));
		}
		if (gateway.tls().letsAnyoneIn()) {
			conditions.add(Conditions.insecureFrontendValidation(
					"clients are served that don't prove who they are, as spec.tls.frontend says", generation));
		}
		return conditions;
	}

	/** Sums up the listeners. */
	private static Condition accepted(Gateway gateway, List<JudgedListener> listeners) {
		long generation = gateway.metadata().generation();
		List<JudgedListener> invalid = listeners.stream().filter((listener) -> !listener.valid()).toList();
		if (invalid.isEmpty() && !listeners.isEmpty()) {
			return Conditions.accepted("the Gateway is valid", generation);
		}
		String reasons = invalid.stream()
			.map((listener) -> listener.listener().name() + " (" + listener.invalidity() + ")")
			.collect(Collectors.joining(", "));
		if (invalid.size() == listeners.size()) {
			return Conditions.noListenerValid("none of the listeners is valid: " + reasons, generation);
		}
		String valid = listeners.stream()
			.filter(JudgedListener::valid)
			.map((listener) -> listener.listener().name())
			.collect(Collectors.joining(", "));
		return Conditions.someListenersNotValid("not valid: " + reasons + "; valid: " + valid, generation);
	}

	private Condition classRefused(Gateway gateway) {
		Problem problem = this.problems.error(gateway.key(), "spec.gatewayClassName",
				"GatewayClass " + gateway.className() + " is not accepted",
				"correct the class, whose status says what is wrong with it");
		return Conditions.gatewayInvalid(problem.text(), gateway.metadata().generation());
	}

	/** Returns why a Gateway can't take effect, or null if it can. */
	private @Nullable Condition refusal(Gateway gateway) {
		long generation = gateway.metadata().generation();
		ObjectReference parameters = gateway.infrastructure().parametersRef();
		if (parameters != null && !isForDataPlane(parameters)) {
			Problem problem = this.problems.error(gateway.key(), "spec.infrastructure.parametersRef",
					"Penstock takes no parameters, but the Gateway names "
							+ Kinds.qualified(parameters.group(), parameters.kind()) + " " + parameters.name(),
					"remove parametersRef");
			return Conditions.invalidParameters(problem.text(), generation);
		}
		for (int i = 0; i < gateway.addresses().size(); i++) {
			Address address = gateway.addresses().get(i);
			if (!address.type().equals(GatewayAddresses.IP_ADDRESS)) {
				Problem problem = this.problems.error(gateway.key(), "spec.addresses[" + i + "].type",
						"addresses of type " + address.type() + " are not served",
						"use type " + GatewayAddresses.IP_ADDRESS + " or remove the address");
				return Conditions.unsupportedAddress(problem.text(), generation);
			}
		}
		return null;
	}

	/** Tells whether parameters are judged by who makes the Gateway's data plane. */
	private boolean isForDataPlane(ObjectReference parameters) {
		return this.dataPlanes == DataPlanes.PER_GATEWAY && parameters.group().equals(Kinds.CORE_GROUP)
				&& parameters.kind().equals(Kinds.CONFIG_MAP);
	}

	private @Nullable Condition addressNotUsable(Gateway gateway) {
		for (int i = 0; i < gateway.addresses().size(); i++) {
			String value = gateway.addresses().get(i).value();
			if (value != null && !value.isEmpty() && !GatewayAddresses.bindable(value)) {
				Problem problem = this.problems.error(gateway.key(), "spec.addresses[" + i + "].value",
						value + " is not an address that can be bound",
						"name an IPv4 or IPv6 address of this machine or leave the value out");
				return Conditions.addressNotUsable(problem.text(), gateway.metadata().generation());
			}
		}
		return null;
	}

}

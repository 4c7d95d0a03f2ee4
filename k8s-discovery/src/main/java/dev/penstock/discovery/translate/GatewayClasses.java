package dev.penstock.discovery.translate;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.StatusReport.GatewayClassStatus;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Knows which GatewayClasses are ours: those that name our controller and those that the
 * settings imply.
 */
final class GatewayClasses {

	private final TranslationSettings settings;

	private final Problems problems;

	private final SortedMap<ResourceKey, GatewayClassStatus> statuses = new TreeMap<>();

	/** Classes by name, with what is wrong with them. */
	private final Map<String, ClassVerdict> verdicts = new HashMap<>();

	GatewayClasses(ClusterSnapshot snapshot, TranslationSettings settings, Problems problems) {
		this.settings = settings;
		this.problems = problems;
		settings.impliedClasses().forEach((name) -> this.verdicts.put(name, new ClassVerdict.Served()));
		snapshot.all(GatewayClass.class).forEach(this::judge);
	}

	SortedMap<ResourceKey, GatewayClassStatus> statuses() {
		return Collections.unmodifiableSortedMap(this.statuses);
	}

	/**
	 * Finds out whether a Gateway is ours. One whose class nobody serves is reported, as
	 * nothing else would say why nothing happens.
	 */
	ClassVerdict verdict(Gateway gateway) {
		ClassVerdict verdict = this.verdicts.get(gateway.className());
		boolean unknown = verdict == null;
		// Without a cluster there is no other controller that could serve the Gateway.
		boolean foreignButAlone = verdict instanceof ClassVerdict.Foreign && !this.settings.impliedClasses().isEmpty();
		if (unknown || foreignButAlone) {
			String served = this.settings.impliedClasses().isEmpty()
					? "a class whose controllerName is " + this.settings.controllerName()
					: String.join(" or ", this.settings.impliedClasses());
			this.problems.warn(gateway.key(), "spec.gatewayClassName", "GatewayClass " + gateway.className()
					+ (unknown ? " does not exist" : " is not served by Penstock") + ", so the Gateway is not served",
					"use " + served);
		}
		return (verdict != null) ? verdict : new ClassVerdict.Foreign();
	}

	private void judge(GatewayClass gatewayClass) {
		String name = gatewayClass.key().name();
		boolean implied = this.settings.impliedClasses().contains(name);
		if (!implied && !gatewayClass.controllerName().equals(this.settings.controllerName())) {
			this.verdicts.put(name, new ClassVerdict.Foreign());
			return;
		}
		long generation = gatewayClass.metadata().generation();
		Problem refusal = refusal(gatewayClass);
		Condition accepted = (refusal != null) ? Conditions.invalidParameters(refusal.text(), generation)
				: Conditions.accepted("Gateways of this class are served by Penstock", generation);
		this.verdicts.put(name, (refusal != null) ? new ClassVerdict.Refused() : new ClassVerdict.Served());
		this.statuses.put(gatewayClass.key(),
				new GatewayClassStatus(
						List.of(accepted,
								Conditions.supportedVersion("the v1 kinds of the Gateway API are served", generation)),
						SupportedFeatures.NAMES));
	}

	/** Returns why a class can't be served, or null if it can. */
	private @Nullable Problem refusal(GatewayClass gatewayClass) {
		ObjectReference parameters = gatewayClass.parametersRef();
		if (parameters == null || isForDataPlanes(parameters)) {
			return null;
		}
		String kind = Kinds.qualified(parameters.group(), parameters.kind());
		if (!gatewayClass.controllerName().equals(this.settings.controllerName())) {
			// The parameters are another controller's, for which the manifests were
			// written.
			this.problems.warn(
					gatewayClass.key(), "spec.parametersRef", kind + " " + parameters.name() + " is for the controller "
							+ gatewayClass.controllerName() + " and has no effect here",
					"remove it where the class is for Penstock alone");
			return null;
		}
		return this.problems.error(gatewayClass.key(), "spec.parametersRef",
				"Penstock takes no parameters, but the class names " + kind + " " + parameters.name(),
				"remove parametersRef");
	}

	/** Tells whether parameters are judged by who makes the data planes. */
	private boolean isForDataPlanes(ObjectReference parameters) {
		return this.settings.dataPlanes() == TranslationSettings.DataPlanes.PER_GATEWAY
				&& parameters.group().equals(Kinds.CORE_GROUP) && parameters.kind().equals(Kinds.CONFIG_MAP);
	}

	/** Is what a Gateway's class means for it. */
	sealed interface ClassVerdict {

		/** The class is ours. */
		record Served() implements ClassVerdict {
		}

		/** The class is ours and can't be served. */
		record Refused() implements ClassVerdict {
		}

		/** The class is another controller's or nobody's. */
		record Foreign() implements ClassVerdict {
		}

	}

}

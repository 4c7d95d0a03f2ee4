package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ServerCertificate;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.resource.Gateway;
import org.jspecify.annotations.Nullable;

/**
 * Is a Gateway of ours with what was found about it.
 *
 * @param gateway the Gateway
 * @param accepted whether it takes effect
 * @param programmed whether it is served
 * @param others what else is to be said of it
 * @param listeners its listeners, in their order
 * @param sets the ListenerSets that name it, in the order of their precedence
 * @param identity what it proves itself by to backends; null if by nothing
 */
record JudgedGateway(Gateway gateway, Condition accepted, Condition programmed, List<Condition> others,
		List<JudgedListener> listeners, List<JudgedListenerSet> sets, @Nullable ServerCertificate identity) {

	JudgedGateway {
		others = List.copyOf(others);
		listeners = List.copyOf(listeners);
		sets = List.copyOf(sets);
	}

	/** Returns its own listeners and those of its ListenerSets. */
	List<JudgedListener> allListeners() {
		List<JudgedListener> all = new ArrayList<>(this.listeners);
		this.sets.forEach((set) -> all.addAll(set.listeners()));
		return all;
	}

	List<Condition> conditions() {
		List<Condition> conditions = new ArrayList<>(List.of(this.accepted, this.programmed));
		conditions.addAll(this.others);
		return conditions;
	}

}

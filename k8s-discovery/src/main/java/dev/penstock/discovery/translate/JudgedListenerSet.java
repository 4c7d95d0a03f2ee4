package dev.penstock.discovery.translate;

import java.util.List;

import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.resource.ListenerSet;

/**
 * Is a ListenerSet of a Gateway of ours with what was found about it.
 *
 * @param set the ListenerSet
 * @param accepted whether it takes effect
 * @param programmed whether it is served
 * @param listeners its listeners, in their order; empty if its Gateway doesn't allow it
 */
record JudgedListenerSet(ListenerSet set, Condition accepted, Condition programmed, List<JudgedListener> listeners) {

	JudgedListenerSet {
		listeners = List.copyOf(listeners);
	}

	List<Condition> conditions() {
		return List.of(this.accepted, this.programmed);
	}

}

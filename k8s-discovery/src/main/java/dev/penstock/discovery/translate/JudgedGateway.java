package dev.penstock.discovery.translate;

import java.util.List;

import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.resource.Gateway;

/**
 * Is a Gateway of ours with what was found about it.
 *
 * @param gateway the Gateway
 * @param accepted whether it takes effect
 * @param programmed whether it is served
 * @param listeners its listeners, in their order
 */
record JudgedGateway(Gateway gateway, Condition accepted, Condition programmed, List<JudgedListener> listeners) {

	JudgedGateway {
		listeners = List.copyOf(listeners);
	}

}

package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is one of the places that a rule's requests may go to.
 *
 * @param weight its share among the rule's backends, from 0 (none) to 1,000,000
 * @param target the place
 * @param actions what is done to requests that go there and to their responses
 */
public record WeightedBackend(int weight, BackendTarget target, List<RouteAction> actions) {

	public WeightedBackend {
		actions = List.copyOf(actions);
	}

}

package dev.penstock.filters.route;

import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.Slot;

/**
 * Is a backend of a rule.
 *
 * @param weight its share among the rule's backends, 0 or more
 * @param target where it leads
 * @param requestHeaders what is changed in the headers of requests that go there
 * @param responseHeaders what is changed in the headers of their responses
 */
public record BackendView(int weight, Target target, HeaderEdits requestHeaders, HeaderEdits responseHeaders) {

	/** Is where a backend leads. */
	public sealed interface Target {

		/**
		 * Is an inference pool.
		 *
		 * @param pool the pool as it is now
		 */
		record Pool(Slot<PoolView> pool) implements Target {
		}

		/**
		 * Is a Service's port.
		 *
		 * @param name {@code namespace/name:port}
		 * @param endpoints its endpoints as they are now
		 */
		record Service(String name, Slot<EndpointGroup> endpoints) implements Target {
		}

		/**
		 * Leads nowhere: requests are answered with 500.
		 *
		 * @param message what is wrong with the reference
		 */
		record Unresolved(String message) implements Target {
		}

	}

}

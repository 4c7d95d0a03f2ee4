package dev.penstock.filters.route;

import java.util.List;

import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.Slot;
import org.springframework.cloud.gateway.filter.FilterDefinition;

/**
 * Is a backend of a rule.
 *
 * @param weight its share among the rule's backends, 0 or more
 * @param target where it leads
 * @param requestHeaders what is changed in the headers of requests that go there
 * @param responseHeaders what is changed in the headers of their responses
 * @param filters what requests that go there pass besides, after the filters of the rule
 */
public record BackendView(int weight, Target target, HeaderEdits requestHeaders, HeaderEdits responseHeaders,
		List<FilterDefinition> filters) {

	/**
	 * The exchange attribute that holds the backend of a request, where it is chosen
	 * before the filters are passed.
	 */
	public static final String ATTRIBUTE = BackendView.class.getName();

	public BackendView {
		filters = List.copyOf(filters);
	}

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

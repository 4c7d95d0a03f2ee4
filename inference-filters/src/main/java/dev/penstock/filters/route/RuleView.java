package dev.penstock.filters.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Is a rule of a route as requests through it need it: the payload of its Spring Cloud
 * Gateway route, found in the route's metadata under {@link #METADATA_KEY}.
 *
 * @param id the rule's identity, such as {@code default/llm-route/0}
 * @param route the route's name, {@code namespace/name}
 * @param backends where requests go
 * @param requestTimeout the longest time from arrival to the end of the response; null
 * for no limit
 * @param backendTimeout the longest time for one attempt; null for no limit
 * @param retry when a request is sent again; null for failures to connect only
 * @param mirrors where copies of requests go, by the index that the mirrors' filters have
 * @param listeners the listeners of the rule by the names of their sockets; empty if no
 * filter of the rule needs them
 */
public record RuleView(String id, String route, WeightedBackends backends, @Nullable Duration requestTimeout,
		@Nullable Duration backendTimeout, @Nullable RetryPolicy retry, List<MirrorView> mirrors,
		Map<String, ListenerView> listeners) {

	/** The key under which a route's metadata holds its rule. */
	public static final String METADATA_KEY = "penstock";

	/** The exchange attribute that holds the rule that serves a request. */
	public static final String ATTRIBUTE = RuleView.class.getName();

	public RuleView {
		mirrors = List.copyOf(mirrors);
		listeners = Map.copyOf(listeners);
	}

	/**
	 * Returns what Actuator shows of this rule.
	 * @return the backends in words
	 */
	@JsonValue
	public List<String> describe() {
		return this.backends.describe();
	}

}

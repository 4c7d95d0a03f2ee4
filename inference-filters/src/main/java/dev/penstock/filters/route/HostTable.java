package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Maps host names to values, the most specific first: the exact name, then the longest
 * {@code *.} suffix of whole labels, then the entry for every host.
 *
 * @param <V> what host names lead to
 */
public final class HostTable<V> {

	private final Map<String, V> exact = new HashMap<>();

	/** By suffix with its leading dot. */
	private final Map<String, V> wildcards = new HashMap<>();

	private @Nullable V any;

	/**
	 * Returns the value for a host name pattern, created if it is new.
	 * @param hostname an exact name, one with a leading {@code *.}, or null for each
	 * @param supplier creates a value
	 * @return the value
	 */
	public V computeIfAbsent(@Nullable String hostname, Supplier<V> supplier) {
		if (hostname == null) {
			V value = (this.any != null) ? this.any : supplier.get();
			this.any = value;
			return value;
		}
		if (hostname.startsWith("*.")) {
			return this.wildcards.computeIfAbsent(hostname.substring(1), (_) -> supplier.get());
		}
		return this.exact.computeIfAbsent(hostname, (_) -> supplier.get());
	}

	Collection<V> values() {
		List<V> values = new ArrayList<>(this.exact.values());
		values.addAll(this.wildcards.values());
		if (this.any != null) {
			values.add(this.any);
		}
		return values;
	}

	/**
	 * Asks the values for a host, the most specific first, until one answers.
	 * @param <R> what is looked for
	 * @param host the lower-case host without a port
	 * @param query what a value is asked
	 * @return the first answer, or null if there is none
	 */
	public <R> @Nullable R find(String host, Function<V, @Nullable R> query) {
		V value = this.exact.get(host);
		R found = (value != null) ? query.apply(value) : null;
		if (found == null && !this.wildcards.isEmpty()) {
			// A wildcard stands for one or more labels, so the name itself is no match.
			for (int dot = host.indexOf('.'); dot >= 0 && found == null; dot = host.indexOf('.', dot + 1)) {
				value = (dot > 0) ? this.wildcards.get(host.substring(dot)) : null;
				found = (value != null) ? query.apply(value) : null;
			}
		}
		return (found == null && this.any != null) ? query.apply(this.any) : found;
	}

}

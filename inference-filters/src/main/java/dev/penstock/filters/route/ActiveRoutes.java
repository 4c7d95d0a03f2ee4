package dev.penstock.filters.route;

import java.util.concurrent.atomic.AtomicReference;

/** Holds the routes that requests are looked up in. A request reads them once. */
public final class ActiveRoutes {

	private final AtomicReference<RouteIndex<CompiledRule>> index = new AtomicReference<>(
			new RouteIndex.Builder<CompiledRule>().build());

	/**
	 * Returns the routes.
	 * @return the index of the rules that are served
	 */
	public RouteIndex<CompiledRule> get() {
		return this.index.get();
	}

	/**
	 * Replaces the routes: requests that are looked up from now on see the new ones.
	 * @param index the index of the rules that are served
	 */
	public void swap(RouteIndex<CompiledRule> index) {
		this.index.set(index);
	}

}

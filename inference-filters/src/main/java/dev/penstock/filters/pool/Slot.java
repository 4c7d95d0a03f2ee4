package dev.penstock.filters.pool;

/**
 * Holds the newest view of a pool or Service for the routes of one table: when only
 * endpoints change, the view in the slot does and no route. A request reads it once.
 *
 * @param <V> the type of view
 */
public final class Slot<V> {

	private volatile V view;

	/**
	 * Creates a slot.
	 * @param view the view to begin with
	 */
	public Slot(V view) {
		this.view = view;
	}

	/**
	 * Returns the newest view.
	 * @return the view
	 */
	public V get() {
		return this.view;
	}

	/**
	 * Replaces the view.
	 * @param view the newer view
	 */
	public void set(V view) {
		this.view = view;
	}

}

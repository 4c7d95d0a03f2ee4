package dev.penstock.discovery.port;

import java.util.SortedMap;

import dev.penstock.discovery.model.ListenerKey;

/** Is what became of a table. */
public sealed interface ActivationResult {

	/**
	 * The table is served.
	 *
	 * @param generation its generation
	 * @param refusedListeners the listeners that could not be bound, with the cause
	 */
	record Active(long generation, SortedMap<ListenerKey, String> refusedListeners) implements ActivationResult {
	}

	/**
	 * The table was refused; the one before it is served on.
	 *
	 * @param generation the refused table's generation
	 * @param cause why
	 */
	record Refused(long generation, String cause) implements ActivationResult {
	}

}

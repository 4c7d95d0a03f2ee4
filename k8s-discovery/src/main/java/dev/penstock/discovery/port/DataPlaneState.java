package dev.penstock.discovery.port;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is the state of a Gateway's data plane.
 *
 * @param addresses where it can be reached
 * @param obstacle why the Gateway is not programmed; null if it is
 */
public record DataPlaneState(List<Address> addresses, @Nullable Obstacle obstacle) {

	/** Has not begun to be. */
	public static final DataPlaneState UNKNOWN = new DataPlaneState(List.of(),
			new Obstacle(Obstacle.Reason.PENDING, "the data plane is being created"));

	public DataPlaneState {
		addresses = List.copyOf(addresses);
	}

	/**
	 * Is an address of a Gateway.
	 *
	 * @param type {@code IPAddress} or {@code Hostname}
	 * @param value the address
	 */
	public record Address(String type, String value) {
	}

	/**
	 * Is why a Gateway is not programmed.
	 *
	 * @param reason the kind of obstacle
	 * @param message what is in the way, and the way out
	 */
	public record Obstacle(Reason reason, String message) {

		/** Is a kind of obstacle. */
		public enum Reason {

			/** It is being worked on; no replica serves yet. */
			PENDING,

			/** No address has been assigned. */
			ADDRESS_NOT_ASSIGNED,

			/** An address that the Gateway asks for was not given. */
			ADDRESS_NOT_USABLE,

			/** An object that is needed can't be made. */
			INVALID

		}

	}

}

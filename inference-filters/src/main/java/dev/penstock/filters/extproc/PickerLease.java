package dev.penstock.filters.extproc;

import java.util.concurrent.atomic.AtomicBoolean;

/** Is a place for one stream on a connection. */
final class PickerLease {

	private final PickerReplica replica;

	private final PickerConnection connection;

	private final AtomicBoolean released = new AtomicBoolean();

	PickerLease(PickerReplica replica, PickerConnection connection) {
		this.replica = replica;
		this.connection = connection;
	}

	PickerReplica replica() {
		return this.replica;
	}

	PickerConnection connection() {
		return this.connection;
	}

	/** Gives the place back. May be called often. */
	void release() {
		if (this.released.compareAndSet(false, true)) {
			this.connection.release();
			this.replica.released(this.connection);
		}
	}

}

package dev.penstock.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;

import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.FakeEndpointPicker.Options;
import dev.penstock.testkit.picker.PickerExchange;
import org.jspecify.annotations.Nullable;

/** Is what is found at the address of an endpoint picker with a fault. */
final class FaultyPicker implements AutoCloseable {

	private final @Nullable FakeEndpointPicker picker;

	private final @Nullable ServerSocket blackHole;

	private final int port;

	private FaultyPicker(@Nullable FakeEndpointPicker picker, @Nullable ServerSocket blackHole, int port) {
		this.picker = picker;
		this.blackHole = blackHole;
		this.port = port;
	}

	static FaultyPicker start(PickerFault fault, Transport transport, String named) {
		return switch (fault.presence()) {
			case SERVING -> serving(transport, fault, named);
			case OTHER_TRANSPORT -> serving(transport.other(), fault, named);
			case REFUSING, NONE -> new FaultyPicker(null, null, FakeEndpointPicker.refusedPort());
			case BLACK_HOLE -> {
				ServerSocket socket = FakeEndpointPicker.blackHole();
				yield new FaultyPicker(null, socket, socket.getLocalPort());
			}
		};
	}

	private static FaultyPicker serving(Transport transport, PickerFault fault, String named) {
		Options options = switch (transport) {
			case TLS -> Options.TLS;
			case PLAINTEXT -> Options.PLAINTEXT;
		};
		FakeEndpointPicker picker = FakeEndpointPicker.start(options, fault.script(named));
		return new FaultyPicker(picker, null, picker.port());
	}

	int port() {
		return this.port;
	}

	/**
	 * Returns the streams since they were forgotten.
	 * @return the streams
	 */
	List<PickerExchange> exchanges() {
		return (this.picker != null) ? this.picker.exchanges() : List.of();
	}

	/** Forgets all streams. */
	void forget() {
		if (this.picker != null) {
			this.picker.forget();
		}
	}

	@Override
	public void close() {
		try {
			if (this.picker != null) {
				this.picker.close();
			}
			if (this.blackHole != null) {
				this.blackHole.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Is what the gateway speaks to pickers. */
	enum Transport {

		TLS, PLAINTEXT;

		Transport other() {
			return (this == TLS) ? PLAINTEXT : TLS;
		}

		/**
		 * Returns what the port of the picker's Service says.
		 * @return further fields, with a comma before them
		 */
		String appProtocol() {
			return (this == TLS) ? "" : ", appProtocol: 'kubernetes.io/h2c'";
		}

	}

}

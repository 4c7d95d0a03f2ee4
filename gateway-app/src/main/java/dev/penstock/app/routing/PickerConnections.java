package dev.penstock.app.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.tls.PeerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the endpoint pickers of a table before requests need them, and
 * logs how each of them is spoken to. Used by one thread at a time.
 */
final class PickerConnections {

	private static final Logger logger = LoggerFactory.getLogger(PickerConnections.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final PickerChannels channels;

	private Map<String, PickerTransport> transports = Map.of();

	/**
	 * Creates an object that has opened nothing.
	 * @param channels the connections
	 */
	PickerConnections(PickerChannels channels) {
		this.channels = channels;
	}

	/**
	 * Opens what is missing, closes what is no longer needed and waits for what is being
	 * opened. A picker that can't be connected to is for its pool's failure mode and
	 * keeps nothing from being served.
	 * @param views the pools of the table
	 */
	void open(TableViews views) {
		List<PickerView.ExtProc> pickers = views.pools()
			.values()
			.stream()
			.map(PoolView::picker)
			.filter(PickerView.ExtProc.class::isInstance)
			.map(PickerView.ExtProc.class::cast)
			.toList();
		announce(pickers);
		this.channels.update(pickers);
		try {
			this.channels.ready().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.info("Not all endpoint pickers are connected yet; requests to their pools go by the failure mode");
		}
	}

	private void announce(List<PickerView.ExtProc> pickers) {
		Map<String, PickerTransport> current = new TreeMap<>();
		pickers.forEach((picker) -> current.put(picker.service(), picker.transport()));
		current.forEach((service, transport) -> {
			if (!transport.equals(this.transports.get(service))) {
				logger.info("Endpoint picker {} is spoken to {}", service, describe(transport));
			}
		});
		this.transports = current;
	}

	private static String describe(PickerTransport transport) {
		return switch (transport) {
			case PickerTransport.Plaintext() ->
				"in plaintext, as the appProtocol of its Service port is kubernetes.io/h2c";
			case PickerTransport.TlsUnverified() ->
				"over TLS without verifying its certificate; a BackendTLSPolicy for its Service verifies it";
			case PickerTransport.TlsVerified(PeerIdentity identity) -> "over TLS, verified by "
					+ (identity.certificateAuthorities().isEmpty() ? "the authorities that the system trusts"
							: "the authorities of its BackendTLSPolicy")
					+ ((identity.hostnames().isEmpty() && identity.uris().isEmpty()) ? " for " + identity.hostname()
							: " for one of " + identity.hostnames() + " " + identity.uris());
		};
	}

}

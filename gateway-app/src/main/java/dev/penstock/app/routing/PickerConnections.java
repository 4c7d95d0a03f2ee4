package dev.penstock.app.routing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the endpoint pickers of a table before requests need them.
 *
 * @param channels the connections
 */
record PickerConnections(PickerChannels channels) {

	private static final Logger logger = LoggerFactory.getLogger(PickerConnections.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Opens what is missing, closes what is no longer needed and waits for what is being
	 * opened. A picker that can't be connected to is for its pool's failure mode and
	 * keeps nothing from being served.
	 * @param views the pools of the table
	 */
	void open(TableViews views) {
		this.channels.update(views.pools()
			.values()
			.stream()
			.map(PoolView::picker)
			.filter(PickerView.ExtProc.class::isInstance)
			.map(PickerView.ExtProc.class::cast)
			.toList());
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

}

package dev.penstock.app.faults;

import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.FakeEndpointPicker.Options;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.PickerExchange.End;
import dev.penstock.testkit.picker.Script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Is a gateway of its own with one pool, whose endpoint picker does what a test says.
 */
final class PickedSite implements AutoCloseable {

	private final FakeEndpointPicker picker = FakeEndpointPicker.start(Options.TLS, Script.picking());

	private final TestGateway gateway;

	private final Site site;

	/**
	 * Starts a gateway.
	 * @param settings its settings
	 * @param ports the pool's ports on 127.0.0.1
	 */
	PickedSite(Map<String, Object> settings, int... ports) {
		this.gateway = TestGateway.start(List.of(), settings);
		await().atMost(TestGateway.PATIENCE).until(() -> this.gateway.generation() >= 0);
		this.site = this.gateway.site();
		this.site.apply(this.site.gateway(),
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.poolRef("pool"))),
				this.site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}}", ports),
				this.site.pod("model-servers", "127.0.0.1", "True"),
				this.site.service("picker", "", this.picker.port()));
	}

	/**
	 * Makes the picker follow a script and forget all streams.
	 * @param script the script
	 */
	void follow(Script script) {
		this.picker.follow(script);
		this.picker.forget();
	}

	FakeEndpointPicker picker() {
		return this.picker;
	}

	Client client(String protocol) {
		return Client.of(protocol, this.site.port());
	}

	/**
	 * Waits until the picker has a stream.
	 * @return the only stream
	 */
	PickerExchange exchange() {
		await().atMost(TestGateway.PATIENCE).until(() -> !this.picker.exchanges().isEmpty());
		assertThat(this.picker.exchanges()).as("streams to the picker").hasSize(1);
		return this.picker.lastExchange();
	}

	/** Waits until no request, stream or counter is left. */
	void nothingIsLeft() {
		await().atMost(TestGateway.PATIENCE).untilAsserted(() -> {
			assertThat(this.gateway.inFlight()).as("requests").isZero();
			assertThat(this.gateway.inFlightAtEndpoints()).as("requests at endpoints").isZero();
			assertThat(this.gateway.context().getBean(PickerChannels.class).streamsInFlight())
				.as("streams to the picker")
				.isZero();
			assertThat(this.picker.exchanges().stream().map(PickerExchange::end)).as("streams at the picker")
				.doesNotContain(End.OPEN);
		});
	}

	@Override
	public void close() {
		this.gateway.close();
		this.picker.close();
	}

}

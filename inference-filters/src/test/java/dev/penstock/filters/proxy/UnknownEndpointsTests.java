package dev.penstock.filters.proxy;

import java.net.http.HttpResponse;
import java.util.List;

import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Script;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownEndpointsTests {

	private static final EndpointGroup NOBODY = new EndpointGroup(UpstreamProtocol.HTTP1, List.of());

	@Test
	void aPoolWithoutPodsIsServedWhereTheyAreAllowedAndThePickerIsNotLimited() {
		try (ModelServers servers = new ModelServers(1);
				FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking(servers.endpoint(0).authority()));
				ProxyFixture gateway = new ProxyFixture(ProxyFixture.pool(NOBODY, epp.port()), null, null, null,
						UnknownEndpoints.ALLOW)) {
			assertThat(gateway.post(new byte[100]).statusCode()).isEqualTo(200);
			assertThat(servers.asked()).containsExactly(0);
			assertThat(PickerExchange
				.metadata(epp.lastExchange().received().getFirst(), "envoy.lb.subset_hint",
						"x-gateway-destination-endpoint-subset")
				.getListValue()
				.getValuesList()).isEmpty();
			assertThat(epp.lastExchange().received().getFirst().getMetadataContext().getFilterMetadataMap()).isEmpty();
		}
	}

	@Test
	void aPoolWithoutPodsIsRefusedOtherwise() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("127.0.0.1:1"));
				ProxyFixture gateway = ProxyFixture.toPool(NOBODY, epp.port(), null)) {
			HttpResponse<String> response = gateway.get();
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("x-penstock-reason")).hasValue("no_ready_endpoint");
			assertThat(epp.exchanges()).isEmpty();
		}
	}

}

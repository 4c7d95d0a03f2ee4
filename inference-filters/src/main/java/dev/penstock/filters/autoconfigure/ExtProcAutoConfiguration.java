package dev.penstock.filters.autoconfigure;

import dev.penstock.filters.extproc.ExtProcEndpointPicker;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.pick.EndpointPicker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** Asks the endpoint pickers of pools over ext_proc. */
@AutoConfiguration(before = ProxyAutoConfiguration.class)
@EnableConfigurationProperties(ExtProcProperties.class)
public class ExtProcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PickerChannels pickerChannels(ExtProcProperties properties, ReactorResourceFactory resources) {
		return new PickerChannels(properties.settings(),
				resources.getLoopResources().onServer(LoopResources.DEFAULT_NATIVE));
	}

	@Bean
	@ConditionalOnMissingBean
	EndpointPicker endpointPicker(PickerChannels channels, ExtProcProperties properties) {
		return new ExtProcEndpointPicker(channels, properties.settings());
	}

	@Bean
	MeterBinder pickerMeters(PickerChannels channels) {
		return (registry) -> {
			Gauge.builder("penstock.picker.streams", channels, PickerChannels::streamsInFlight)
				.description("Streams that are open to endpoint pickers")
				.register(registry);
			Gauge.builder("penstock.picker.connections", channels, PickerChannels::connections)
				.description("Connections to endpoint pickers")
				.register(registry);
		};
	}

}

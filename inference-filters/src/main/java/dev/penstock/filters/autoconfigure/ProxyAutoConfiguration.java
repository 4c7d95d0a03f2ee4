package dev.penstock.filters.autoconfigure;

import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.proxy.BackendResponseFilter;
import dev.penstock.filters.proxy.BackendRoutingFilter;
import dev.penstock.filters.proxy.RequestMirrorGatewayFilterFactory;
import dev.penstock.filters.proxy.RequestMirrors;
import dev.penstock.filters.upstream.UpstreamClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

/** Sends requests to backends and writes their responses. */
@AutoConfiguration
@EnableConfigurationProperties({ ProxyProperties.class, MirrorProperties.class, ExtProcProperties.class })
public class ProxyAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	UpstreamClient upstreamClient(ProxyProperties properties, ReactorResourceFactory resources) {
		return new UpstreamClient(properties.upstreamSettings(), resources.getLoopResources());
	}

	@Bean
	BackendRoutingFilter backendRoutingFilter(UpstreamClient client, EndpointPicker picker, ProxyProperties properties,
			ExtProcProperties pickers) {
		return new BackendRoutingFilter(client, picker, properties.proxySettings(pickers.unknownEndpoints()));
	}

	@Bean
	RequestMirrors requestMirrors(UpstreamClient client, EndpointPicker picker, ProxyProperties properties,
			MirrorProperties mirrors, ExtProcProperties pickers) {
		return new RequestMirrors(client, picker, properties.proxySettings(pickers.unknownEndpoints()),
				mirrors.settings());
	}

	@Bean
	RequestMirrorGatewayFilterFactory requestMirrorGatewayFilterFactory(RequestMirrors mirrors) {
		return new RequestMirrorGatewayFilterFactory(mirrors);
	}

	@Bean
	BackendResponseFilter backendResponseFilter() {
		return new BackendResponseFilter();
	}

}

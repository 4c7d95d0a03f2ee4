package dev.penstock.filters.autoconfigure;

import java.util.List;

import dev.penstock.filters.error.ReasonExceptionHandler;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.AccessLog;
import dev.penstock.filters.observe.EndedRequestListener;
import dev.penstock.filters.observe.RecentPicks;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.observe.RequestObserver;
import dev.penstock.filters.observe.RequestTracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.ServerWebExchange;

/** Measures requests, writes the access log and explains refusals. */
@AutoConfiguration
@EnableConfigurationProperties(ObserveProperties.class)
public class ObserveAutoConfiguration {

	@Bean
	AccessLog accessLog(ObserveProperties properties) {
		return new AccessLog(properties.accessLog(), properties.accessLogQuery());
	}

	@Bean
	RecentPicks recentPicks() {
		return new RecentPicks();
	}

	@Bean
	@ConditionalOnMissingBean
	RequestObserver requestObserver(ObjectProvider<MeterRegistry> meters, List<EndedRequestListener> listeners,
			ObjectProvider<RequestTracing> tracing) {
		return new RequestObserver(meters.getIfAvailable(SimpleMeterRegistry::new), listeners,
				tracing.getIfAvailable(() -> RequestTracing.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	ReasonExceptionHandler reasonExceptionHandler() {
		return new ReasonExceptionHandler(ObserveAutoConfiguration::note);
	}

	private static void note(ServerWebExchange exchange, RefusedRequestException refusal) {
		if (exchange.getRequest().getAttributes().get(RequestJournal.ATTRIBUTE) instanceof RequestJournal journal
				&& !journal.isAborted()) {
			journal.refused(refusal.reason(), refusal.getMessage());
		}
	}

}

package dev.penstock.filters.autoconfigure;

import dev.penstock.filters.observe.MicrometerRequestTracing;
import dev.penstock.filters.observe.RequestTracing;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Traces requests, if the application has Micrometer Tracing. */
@AutoConfiguration(before = ObserveAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
		"org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration" })
@ConditionalOnClass({ Tracer.class, Propagator.class })
public class TracingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean({ Tracer.class, Propagator.class })
	RequestTracing requestTracing(Tracer tracer, Propagator propagator) {
		return new MicrometerRequestTracing(tracer, propagator);
	}

}

package dev.penstock.app.config;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Leaves Spring Boot's tracing out unless spans have somewhere to go. A gateway whose
 * spans nobody gets would only tear holes into its clients' traces, and be slower to
 * start.
 */
public final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

	/** Is where spans are sent. */
	private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

	/** Asks for tracing with an exporter that is a bean. */
	private static final String ENABLED = "management.opentelemetry.enabled";

	private static final List<String> PACKAGES = List.of("org.springframework.boot.opentelemetry.",
			"org.springframework.boot.micrometer.tracing.");

	private boolean wanted;

	@Override
	public void setEnvironment(Environment environment) {
		this.wanted = environment.getProperty(ENABLED, Boolean.class,
				StringUtils.hasText(environment.getProperty(ENDPOINT)));
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = this.wanted || name == null || PACKAGES.stream().noneMatch(name::startsWith);
		}
		return matches;
	}

}

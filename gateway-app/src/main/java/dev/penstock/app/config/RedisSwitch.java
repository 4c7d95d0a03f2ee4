package dev.penstock.app.config;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Lets the library that is there for the filter {@code RequestRateLimiter} do nothing for
 * those who don't use it: Redis takes part only if something is set under
 * {@code spring.data.redis}.
 */
public final class RedisSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final String REDIS = "org.springframework.boot.data.redis.autoconfigure.";

	private static final String REDIS_REPOSITORIES = REDIS + "DataRedisRepositoriesAutoConfiguration";

	private boolean redis;

	@Override
	public void setEnvironment(Environment environment) {
		this.redis = Binder.get(environment)
			.bind("spring.data.redis", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.stream()
			.anyMatch((key) -> !key.startsWith("repositories"));
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = name == null || isWanted(name);
		}
		return matches;
	}

	private boolean isWanted(String name) {
		return !name.startsWith(REDIS) || (this.redis && !name.equals(REDIS_REPOSITORIES));
	}

}

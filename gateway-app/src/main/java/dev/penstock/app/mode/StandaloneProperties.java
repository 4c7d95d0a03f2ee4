package dev.penstock.app.mode;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.penstock.discovery.translate.TranslationSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures the standalone mode.
 *
 * @param manifests the folder of manifests
 * @param gatewayClasses names of GatewayClasses to serve besides {@code penstock},
 * whatever controller they belong to
 */
@ConfigurationProperties("penstock.standalone")
public record StandaloneProperties(@Nullable Path manifests, @DefaultValue List<String> gatewayClasses) {

	/** The GatewayClass that is there without a manifest. */
	public static final String DEFAULT_CLASS = "penstock";

	/**
	 * Returns the settings of the translation.
	 * @param gatewayClasses names of further GatewayClasses
	 * @return the settings
	 */
	public static TranslationSettings translation(List<String> gatewayClasses) {
		SortedSet<String> classes = new TreeSet<>(gatewayClasses);
		classes.add(DEFAULT_CLASS);
		return new TranslationSettings(TranslationSettings.CONTROLLER_NAME, classes);
	}

}

package dev.penstock.testing.docs;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.penstock.testing.Checkout;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the page of settings lists those that the code has, with their defaults. */
class SettingsTests {

	private static final Path PAGE = Path.of("src-docs/reference/settings.md");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `(penstock\\.[a-z.-]+)` \\|\\s*`?([^|`]*)`?\\s*\\|");

	@Test
	void pageListsEverySettingWithItsDefault() {
		Map<String, String> documented = new TreeMap<>();
		ROW.matcher(Checkout.read(PAGE)).results().forEach((row) -> documented.put(row.group(1), row.group(2).strip()));
		assertThat(documented).containsExactlyInAnyOrderEntriesOf(settings());
	}

	private static Map<String, String> settings() {
		Map<String, String> settings = new TreeMap<>();
		new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("dev.penstock")
			.stream()
			.filter((type) -> type.isAnnotatedWith(ConfigurationProperties.class))
			.map(JavaClass::reflect)
			.forEach((type) -> addSettings(prefix(type), type, settings));
		return settings;
	}

	private static String prefix(Class<?> type) {
		ConfigurationProperties annotation = type.getAnnotation(ConfigurationProperties.class);
		return Stream.of(annotation.prefix(), annotation.value())
			.filter((text) -> !text.isEmpty())
			.findFirst()
			.orElseThrow();
	}

	private static void addSettings(String prefix, Class<?> type, Map<String, String> settings) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + "." + kebab(component.getName());
			if (component.getType().getName().startsWith(type.getName() + "$") && component.getType().isRecord()) {
				addSettings(name, component.getType(), settings);
			}
			else {
				settings.put(name, defaultOf(type, component));
			}
		}
	}

	private static String defaultOf(Class<?> type, RecordComponent component) {
		return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
			.filter((parameter) -> parameter.getName().equals(component.getName()))
			.map((parameter) -> parameter.getAnnotation(DefaultValue.class))
			.map((value) -> (value != null) ? String.join(",", value.value()) : "")
			.findFirst()
			.orElseThrow();
	}

	private static String kebab(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}

package dev.penstock.testing.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.penstock.app.mode.ControllerProperties;
import dev.penstock.discovery.dataplane.AccessRule;
import dev.penstock.discovery.dataplane.AccessRules;
import dev.penstock.testing.Checkout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of the charts that need no helm: what they say is what the code does. */
class ChartTests {

	private static final Path CHART = Path.of("charts/penstock");

	private static final String PROXY_ROLE = "<proxy-cluster-role>";

	private static final Pattern METRIC = Pattern.compile("\\bpenstock_[a-z_]+");

	private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

	@Test
	void controllerIsAllowedWhatItDoes() {
		assertThat(access("controller")).isEqualTo(AccessRules.controller(PROXY_ROLE));
	}

	@Test
	void dataPlanesAreAllowedWhatTheyDo() {
		assertThat(access("proxy")).isEqualTo(AccessRules.proxy());
	}

	@Test
	void controllerIsAllowedToLead() {
		assertThat(access("leader-election")).isEqualTo(AccessRules.leaderElection());
	}

	@ParameterizedTest
	@CsvSource({ "charts/penstock, version", "charts/penstock, appVersion", "charts/penstock-crds, version",
			"charts/penstock-crds, appVersion" })
	void chartHasTheVersionOfTheProject(Path chart, String field) {
		Matcher version = VERSION.matcher(Checkout.read(Path.of("pom.xml")));
		assertThat(version.find()).isTrue();
		Map<String, Object> description = new Yaml().load(Checkout.read(chart.resolve("Chart.yaml")));
		assertThat(description.get(field)).isEqualTo(version.group(1));
	}

	@Test
	void everyValueIsExplained() {
		assertThat(ValuesPage.undocumented(Checkout.read(CHART.resolve("values.yaml")))).isEmpty();
	}

	@Test
	void valueThatIsNotExplainedIsFound() {
		assertThat(ValuesPage.undocumented("# -- What a is.\na: {b: 1}\nc:\n  # -- What d is.\n  d: 1\n  e: 2\n"))
			.containsExactly("c.e");
	}

	/** With {@code -Dgolden.update} the page is written anew. */
	@Test
	void readmeHasTheValuesOfTheChart() throws IOException {
		Path readme = CHART.resolve("README.md");
		String page = Checkout.read(readme);
		String start = "<!-- Made of values.yaml by `make golden`. -->\n";
		String expected = page.substring(0, page.indexOf(start) + start.length()) + "\n"
				+ ValuesPage.table(Checkout.read(CHART.resolve("values.yaml")));
		if (System.getProperty("golden.update") != null) {
			Files.writeString(Checkout.ROOT.resolve(readme), expected);
			return;
		}
		assertThat(page).as("README.md: `make golden` writes it").isEqualTo(expected);
	}

	@Test
	void schemaKnowsEveryValueAndNoOther() {
		TreeSet<String> inSchema = new TreeSet<>();
		properties("", new Yaml().load(Checkout.read(CHART.resolve("values.schema.json"))), inSchema);
		inSchema.remove("global");
		assertThat(inSchema)
			.containsExactlyInAnyOrderElementsOf(ValuesPage.paths(Checkout.read(CHART.resolve("values.yaml"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "everything" })
	void controllerUnderstandsItsSettings(String values) {
		ControllerProperties bound = new Binder(new MapConfigurationPropertySource(settings(values)))
			.bind("penstock.controller", Bindable.of(ControllerProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
			.get();
		assertThat(bound.namespace()).isEqualTo("penstock-system");
		assertThat(bound.dataPlane().clusterRole()).isEqualTo("penstock-proxy");
		assertThat(bound.dataPlane().image()).contains("/penstock");
	}

	@Test
	void dashboardShowsMetricsThatExist() {
		String documented = Checkout.read(Path.of("src-docs/operations/actuator-and-metrics.md"));
		assertThat(METRIC.matcher(Checkout.read(CHART.resolve("dashboards/penstock.json")))
			.results()
			.map((match) -> match.group().replaceAll("_(bucket|count|sum)$", ""))
			.distinct()).isNotEmpty().allSatisfy((metric) -> assertThat(documented).contains("`" + metric + "`"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "bin/java-options", "bin/make-jre", "bin/unpack", "bin/training",
			"gateway-app/target/gateway-app.jar" })
	void imageIsBuiltOfWhatIsSentToTheBuilder(String path) {
		assertThat(Checkout.read(Path.of("Dockerfile"))).contains(path);
		assertThat(Checkout.read(Path.of(".dockerignore"))).contains("!" + path + "\n");
	}

	/** What a case's ConfigMap has in application.yaml. */
	private static Properties settings(String values) {
		for (Object object : new Yaml().loadAll(Checkout.read(CHART.resolve("tests/" + values + "/rendered.yaml")))) {
			if (object instanceof Map<?, ?> map && map.get("data") instanceof Map<?, ?> data
					&& data.get("application.yaml") instanceof String text) {
				YamlPropertiesFactoryBean reader = new YamlPropertiesFactoryBean();
				reader.setResources(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
				return Objects.requireNonNull(reader.getObject());
			}
		}
		throw new AssertionError("no ConfigMap has application.yaml");
	}

	private static List<AccessRule> access(String role) {
		List<Map<String, List<String>>> rules = new Yaml()
			.load(Checkout.read(CHART.resolve("access/" + role + ".yaml")));
		return rules.stream().flatMap(ChartTests::rules).sorted().toList();
	}

	/** One rule for each resource, as the code has them. */
	private static Stream<AccessRule> rules(Map<String, List<String>> rule) {
		List<AccessRule> found = new ArrayList<>();
		for (String group : rule.get("apiGroups")) {
			for (String resource : rule.get("resources")) {
				found.add(new AccessRule(group, resource, rule.get("verbs"),
						rule.getOrDefault("resourceNames", List.of())));
			}
		}
		return found.stream();
	}

	private static void properties(String path, Object schema, TreeSet<String> found) {
		if (schema instanceof Map<?, ?> map && map.get("properties") instanceof Map<?, ?> properties
				&& !isOfKubernetes(path)) {
			properties.forEach(
					(name, inner) -> properties(path.isEmpty() ? name.toString() : path + "." + name, inner, found));
		}
		else {
			found.add(path);
		}
	}

	/** Whether what is inside is explained by Kubernetes. */
	private static boolean isOfKubernetes(String path) {
		return path.endsWith("resources");
	}

}

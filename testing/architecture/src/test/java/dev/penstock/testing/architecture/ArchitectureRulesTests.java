package dev.penstock.testing.architecture;

import java.util.Locale;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests the product against the rules, and the rules against fixtures that break them.
 */
class ArchitectureRulesTests {

	private static final String PRODUCT = "dev.penstock";

	private static final String FIXTURES = "dev.penstock.testing.fixtures.";

	private static final JavaClasses PRODUCTION = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(PRODUCT);

	@ParameterizedTest
	@EnumSource
	void productKeepsTheRule(ArchitectureRules rule) {
		// Skipped, and so seen in the report, as long as the product has nothing to
		// judge.
		assumeThat(PRODUCTION.that(rule.subject(PRODUCT))).as("classes for %s", rule).isNotEmpty();
		rule.rule(PRODUCT).check(PRODUCTION);
	}

	@ParameterizedTest
	@EnumSource
	void fixtureBreaksTheRule(ArchitectureRules rule) {
		String root = FIXTURES + rule.name().toLowerCase(Locale.ROOT).replace("_", "");
		JavaClasses fixture = new ClassFileImporter().importPackages(root);
		assertThat(fixture.that(rule.subject(root))).as("fixture for %s", rule).isNotEmpty();
		assertThat(rule.rule(root).evaluate(fixture).getFailureReport().getDetails()).as("violations found in %s", root)
			.isNotEmpty()
			.anyMatch((detail) -> detail.matches("(?is).*bad.*"));
	}

	@ParameterizedTest
	@EnumSource
	void ruleThatHasNothingToJudgeFails(ArchitectureRules rule) {
		JavaClasses nothing = new ClassFileImporter().importPackages("dev.penstock.nothing");
		assertThat(nothing).isEmpty();
		assertThat(catchThrowable(() -> rule.rule("dev.penstock.nothing").check(nothing)))
			.as("%s over no classes", rule)
			.isInstanceOf(AssertionError.class);
	}

}

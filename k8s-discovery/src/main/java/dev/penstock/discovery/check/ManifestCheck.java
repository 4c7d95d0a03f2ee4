package dev.penstock.discovery.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.file.ManifestCatalog;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.Translator;

/**
 * Checks folders of manifests: reads, decodes and translates them once, as standalone
 * mode would.
 */
public final class ManifestCheck {

	private final Translator translator;

	/**
	 * Creates a check.
	 * @param settings what translation depends on
	 */
	public ManifestCheck(TranslationSettings settings) {
		this.translator = new Translator(settings);
	}

	/**
	 * Checks a folder.
	 * @param folder the folder
	 * @return what was found
	 * @throws dev.penstock.discovery.source.file.ManifestDirectoryException if there is
	 * no such folder
	 */
	public CheckResult check(Path folder) {
		ManifestCatalog catalog = ManifestCatalog.read(folder);
		StatusReport report = this.translator.translate(ClusterSnapshot.of(1, catalog.resources().values())).report();
		List<LocatedProblem> problems = new ArrayList<>(catalog.problems());
		report.problems().forEach((problem) -> problems.add(catalog.locate(problem)));
		return new CheckResult(catalog.fileCount(), catalog.resources().size(), problems, report);
	}

}

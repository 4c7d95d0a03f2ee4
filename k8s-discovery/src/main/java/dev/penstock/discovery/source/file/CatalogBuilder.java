package dev.penstock.discovery.source.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.Decoded.Accepted;
import dev.penstock.discovery.source.decode.Decoded.Rejected;
import dev.penstock.discovery.source.decode.Decoded.Skipped;
import dev.penstock.discovery.source.decode.ManifestText.Broken;
import dev.penstock.discovery.source.file.ManifestCatalog.Place;

/**
 * Puts the objects of files together. Files are added in the order of their paths: of two
 * objects with the same key the first counts, even if it was rejected, so that breaking
 * an object never brings a forgotten copy to life.
 */
final class CatalogBuilder {

	private final Path folder;

	private final SortedMap<ResourceKey, Resource> resources = new TreeMap<>();

	private final Map<ResourceKey, Place> places = new HashMap<>();

	private final List<LocatedProblem> problems = new ArrayList<>();

	private final Set<String> skipped = new HashSet<>();

	CatalogBuilder(Path folder) {
		this.folder = folder;
	}

	void addUnreadable(String name, String cause) {
		this.problems.add(LocatedProblem.ofFile(Severity.ERROR, path(name), 0, "the folder can't be read: " + cause,
				"see that it is there and that Penstock's user may read it"));
	}

	void addFile(String name, LoadedFile file) {
		String path = path(name);
		Broken broken = file.broken();
		if (broken != null) {
			String kept = file.objects().isEmpty() ? ""
					: " (its objects are kept as they were before: " + file.objects().size() + ")";
			this.problems.add(LocatedProblem.ofFile(Severity.ERROR, path, broken.line(), broken.message() + kept,
					broken.remedy()));
		}
		for (Decoded decoded : file.objects()) {
			switch (decoded) {
				case Accepted accepted -> {
					if (claim(accepted.object().key(), path, decoded)) {
						this.resources.put(accepted.object().key(), accepted.object());
					}
				}
				case Rejected rejected -> {
					if (!rejected.key().name().isEmpty()) {
						claim(rejected.key(), path, decoded);
					}
				}
				case Skipped object -> addSkipped(path, object);
			}
			// The lines of a version that is gone would mislead.
			if (broken == null) {
				decoded.findings()
					.forEach((finding) -> this.problems
						.add(new LocatedProblem(path, finding.line(), finding.problem())));
			}
		}
	}

	private boolean claim(ResourceKey key, String path, Decoded decoded) {
		Place first = this.places.putIfAbsent(key, new Place(path, decoded.node()));
		if (first == null) {
			return true;
		}
		this.problems.add(new LocatedProblem(path, decoded.node().line(),
				new Problem(Severity.ERROR, key, "",
						"it is defined twice, first in " + first.file() + ":" + first.node().line()
								+ ", which is the one that counts",
						"remove one of the two, or give it another name or namespace")));
		return false;
	}

	private void addSkipped(String path, Skipped object) {
		if (!this.skipped.add(object.apiVersion() + "/" + object.kind())) {
			return;
		}
		int line = object.node().lineOf("apiVersion");
		String message = "Penstock does not read " + object.kind() + " of " + object.apiVersion()
				+ ", so all of them are skipped";
		String remedy = object.readVersions().isEmpty() ? "nothing is to be done if something else reads them"
				: "use apiVersion " + String.join(" or ", object.readVersions());
		this.problems.add(LocatedProblem.ofFile(Severity.WARNING, path, line, message, remedy));
	}

	private String path(String name) {
		return name.isEmpty() ? this.folder.toString() : this.folder.resolve(name).toString();
	}

	SortedMap<ResourceKey, Resource> resources() {
		return this.resources;
	}

	Map<ResourceKey, Place> places() {
		return this.places;
	}

	List<LocatedProblem> problems() {
		return this.problems;
	}

}

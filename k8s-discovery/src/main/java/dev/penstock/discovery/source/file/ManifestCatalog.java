package dev.penstock.discovery.source.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.decode.LocatedNode;

/**
 * Is what was read from a folder of manifests at one moment: objects, where each of them
 * stands, and what is wrong.
 */
public final class ManifestCatalog {

	private final SortedMap<String, LoadedFile> files;

	private final SortedMap<ResourceKey, Resource> resources;

	private final Map<ResourceKey, Place> places;

	private final List<LocatedProblem> problems;

	ManifestCatalog(SortedMap<String, LoadedFile> files, CatalogBuilder builder) {
		this.files = Collections.unmodifiableSortedMap(files);
		this.resources = Collections.unmodifiableSortedMap(builder.resources());
		this.places = Map.copyOf(builder.places());
		this.problems = builder.problems().stream().sorted().toList();
	}

	/**
	 * Reads a folder once.
	 * @param folder the folder
	 * @return what is in it
	 * @throws ManifestDirectoryException if there is no such folder
	 */
	public static ManifestCatalog read(Path folder) {
		requireFolder(folder);
		return load(folder, FolderScan.of(folder, (_) -> {
		}), new TreeMap<>());
	}

	/** Reads the files of a scan that may have changed since they were read last. */
	static ManifestCatalog load(Path folder, FolderScan scan, SortedMap<String, LoadedFile> previous) {
		SortedMap<String, LoadedFile> files = new TreeMap<>();
		scan.files()
			.forEach(
					(name, stamp) -> files.put(name, LoadedFile.read(folder.resolve(name), stamp, previous.get(name))));
		// What can't be looked at stays as it was: a folder may be gone while it is
		// mounted.
		previous.forEach((name, file) -> {
			if (scan.isHidden(name)) {
				files.putIfAbsent(name, file);
			}
		});
		CatalogBuilder builder = new CatalogBuilder(folder);
		scan.unreadable().forEach(builder::addUnreadable);
		files.forEach(builder::addFile);
		return new ManifestCatalog(files, builder);
	}

	static void requireFolder(Path folder) {
		if (!Files.exists(folder)) {
			throw new ManifestDirectoryException(
					"The manifest folder " + folder + " does not exist; create it, or name another");
		}
		if (!Files.isDirectory(folder)) {
			throw new ManifestDirectoryException(
					folder + " is not a folder; name the folder that the manifests are in");
		}
		if (!Files.isReadable(folder)) {
			throw new ManifestDirectoryException(
					"The manifest folder " + folder + " can't be read; let Penstock's user read it");
		}
	}

	SortedMap<String, LoadedFile> files() {
		return this.files;
	}

	/** Tells whether a file changed so shortly before it was read that it may again. */
	boolean isFresh() {
		return this.files.values().stream().anyMatch(LoadedFile::fresh);
	}

	/**
	 * Returns the objects.
	 * @return the objects by key
	 */
	public SortedMap<ResourceKey, Resource> resources() {
		return this.resources;
	}

	/**
	 * Returns how many files were read.
	 * @return the number of manifest files
	 */
	public int fileCount() {
		return this.files.size();
	}

	/**
	 * Returns what is wrong with files and objects by themselves.
	 * @return the problems, sorted
	 */
	public List<LocatedProblem> problems() {
		return this.problems;
	}

	/**
	 * Finds the place of a problem that was found later, such as by translation.
	 * @param problem the problem
	 * @return the problem with file and line of its field, or of the nearest part of the
	 * field's path that exists; without a place if the object is in no file
	 */
	public LocatedProblem locate(Problem problem) {
		Place place = this.places.get(problem.object());
		return (place != null) ? new LocatedProblem(place.file(), place.node().lineOf(problem.field()), problem)
				: new LocatedProblem("", 0, problem);
	}

	/**
	 * Is where an object stands.
	 *
	 * @param file its file
	 * @param node its tree
	 */
	record Place(String file, LocatedNode node) {
	}

}

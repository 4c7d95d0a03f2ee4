package dev.penstock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Is the working copy that the tests run in. */
public final class Checkout {

	/** The folder of the working copy. */
	public static final Path ROOT = root();

	private static final Set<String> NOT_OURS = Set.of(".git", "target", ".idea", ".vscode", ".settings",
			"node_modules");

	private Checkout() {
	}

	/**
	 * Returns the files that are written by people: neither generated nor of an editor.
	 * @return the files, relative to the root and sorted
	 */
	public static List<Path> files() {
		try (Stream<Path> found = Files.find(ROOT, Integer.MAX_VALUE, (_, attributes) -> attributes.isRegularFile())) {
			return found.map(ROOT::relativize).filter(Checkout::isOurs).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a file.
	 * @param file its path, relative to the root
	 * @return its text, empty if it is not text
	 */
	public static String read(Path file) {
		try {
			return Files.readString(ROOT.resolve(file));
		}
		catch (CharacterCodingException ex) {
			return "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(file.toString(), ex);
		}
	}

	private static boolean isOurs(Path file) {
		for (Path part : file) {
			if (NOT_OURS.contains(part.toString())) {
				return false;
			}
		}
		return !file.toString().endsWith(".log") && !file.toString().endsWith(".iml");
	}

	private static Path root() {
		Path folder = Path.of("").toAbsolutePath();
		while (!Files.exists(folder.resolve("bin/penstock"))) {
			folder = folder.getParent();
			if (folder == null) {
				throw new IllegalStateException(
						"no folder above " + Path.of("").toAbsolutePath() + " has bin/penstock");
			}
		}
		return folder;
	}

}

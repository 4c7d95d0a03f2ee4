package dev.penstock.discovery.translate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Is a file with manifests, a marker and what they are translated to.
 *
 * @param path the file
 * @param manifests the part before the marker
 * @param expected the part after the marker
 */
record GoldenCase(Path path, String manifests, String expected) {

	private static final String MARKER = "--- # expected\n";

	static GoldenCase read(Path path) {
		try {
			String text = Files.readString(path);
			int marker = text.indexOf(MARKER);
			return (marker < 0) ? new GoldenCase(path, text.endsWith("\n") ? text : text + "\n", "")
					: new GoldenCase(path, text.substring(0, marker), text.substring(marker + MARKER.length()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void rewrite(String actual) {
		try {
			Files.writeString(this.path, this.manifests + MARKER + actual);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.penstock.discovery.source.decode;

import java.util.List;

/**
 * Is the text of a manifest, parsed as a whole: if a part of it can't be parsed, none of
 * it counts.
 */
public sealed interface ManifestText {

	/**
	 * Parses text.
	 * @param text the text: documents in YAML, JSON values one after the other, or both
	 * kinds of text if the format is {@link Format#YAML}
	 * @param format what the text is said to be
	 * @return the documents, or where parsing stopped
	 */
	static ManifestText parse(String text, Format format) {
		String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
		if (format == Format.JSON) {
			return JsonReader.read(content);
		}
		String start = content.stripLeading();
		// JSON may be indented with tabs, which YAML forbids.
		if ((start.startsWith("{") || start.startsWith("["))
				&& JsonReader.read(content) instanceof Documents documents) {
			return documents;
		}
		return YamlReader.read(content);
	}

	/**
	 * The text was parsed.
	 *
	 * @param nodes its documents, empty ones left out
	 */
	record Documents(List<LocatedNode> nodes) implements ManifestText {

		public Documents {
			nodes = List.copyOf(nodes);
		}

	}

	/**
	 * The text could not be parsed.
	 *
	 * @param line the line where parsing stopped
	 * @param message what is wrong
	 * @param remedy what would be right
	 */
	record Broken(int line, String message, String remedy) implements ManifestText {
	}

	/** Is the format of a manifest. */
	enum Format {

		/** YAML, which may also be JSON. */
		YAML,

		/** JSON. */
		JSON;

		/**
		 * Tells the format from the name of a file.
		 * @param fileName the name
		 * @return JSON if the name ends so, otherwise YAML
		 */
		public static Format ofFile(String fileName) {
			return fileName.endsWith(".json") ? JSON : YAML;
		}

	}

}

package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.ManifestText;
import dev.penstock.discovery.source.decode.ManifestText.Broken;
import dev.penstock.discovery.source.decode.ManifestText.Documents;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Is a manifest as it was read.
 *
 * @param stamp the version that was read
 * @param fresh whether it had changed so shortly before that a later change might have
 * got the same stamp
 * @param text its text; null where it could not be read
 * @param objects its objects; those of the last version that could be parsed where this
 * one can't be
 * @param broken why this version can't be read or parsed, if so
 */
record LoadedFile(FileStamp stamp, boolean fresh, @Nullable String text, List<Decoded> objects,
		@Nullable Broken broken) {

	/** Longer than the clock of any file system is coarse, in milliseconds. */
	private static final long FRESH_FOR = 1000;

	LoadedFile {
		objects = List.copyOf(objects);
	}

	/**
	 * Reads a file, if it may have changed.
	 * @param file the file
	 * @param stamp its version
	 * @param previous the file as it was read last, if it was
	 * @return the file as it is
	 */
	static LoadedFile read(Path file, FileStamp stamp, @Nullable LoadedFile previous) {
		if (previous != null && !previous.fresh && previous.stamp.equals(stamp)) {
			return previous;
		}
		boolean fresh = stamp.isSince(System.currentTimeMillis() - FRESH_FOR);
		List<Decoded> lastGood = (previous != null) ? previous.objects : List.of();
		String text;
		try {
			text = Files.readString(file);
		}
		catch (IOException ex) {
			return new LoadedFile(stamp, fresh, null, lastGood, unreadable(ex));
		}
		if (previous != null && text.equals(previous.text)) {
			return new LoadedFile(stamp, fresh, text, lastGood, previous.broken);
		}
		ManifestText.Format format = ManifestText.Format.ofFile(String.valueOf(file.getFileName()));
		return switch (ManifestText.parse(text, format)) {
			case Documents documents -> new LoadedFile(stamp, fresh, text,
					documents.nodes().stream().flatMap((node) -> ObjectDecoder.decode(node).stream()).toList(), null);
			case Broken broken -> new LoadedFile(stamp, fresh, text, lastGood, broken);
		};
	}

	private static Broken unreadable(IOException ex) {
		return switch (ex) {
			case NoSuchFileException _ ->
				new Broken(0, "the file can't be read: it leads nowhere", "correct the link, or remove it");
			case AccessDeniedException _ ->
				new Broken(0, "the file can't be read: access is denied", "let Penstock's user read it");
			case CharacterCodingException _ ->
				new Broken(0, "the file can't be read: it is not text in UTF-8", "save it in UTF-8");
			default -> new Broken(0, "the file can't be read: " + ex.getMessage(), "see that the file can be read");
		};
	}

}

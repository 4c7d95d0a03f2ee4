package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

import org.jspecify.annotations.Nullable;

/**
 * Is what tells one version of a file from another without reading it. A link is stamped
 * by what it leads to.
 *
 * @param size its size in bytes
 * @param modified when it was last written
 * @param changed when anything about it last changed, where the file system says so;
 * otherwise as {@code modified}
 * @param key what the file system knows the file by; null where it has no such thing
 */
record FileStamp(long size, FileTime modified, FileTime changed, @Nullable Object key) {

	/** Is the stamp of a link that leads nowhere. */
	static final FileStamp NOWHERE = new FileStamp(-1, FileTime.fromMillis(0), FileTime.fromMillis(0), null);

	static FileStamp of(Path file, BasicFileAttributes attributes) {
		return new FileStamp(attributes.size(), attributes.lastModifiedTime(), changed(file, attributes),
				attributes.fileKey());
	}

	private static FileTime changed(Path file, BasicFileAttributes attributes) {
		try {
			return (FileTime) Files.getAttribute(file, "unix:ctime");
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return attributes.lastModifiedTime();
		}
	}

	/** Tells whether the file changed at a time or later. */
	boolean isSince(long epochMillis) {
		return this.modified.toMillis() >= epochMillis || this.changed.toMillis() >= epochMillis;
	}

}

package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Is the state of a folder at one moment: which manifests there are, in it and below it,
 * and in which version. Names that begin with a dot are not looked at, so that the
 * {@code ..data} link of a mounted ConfigMap and what it leads to are read once, by the
 * links beside it.
 *
 * @param files the stamp of each manifest by its path below the folder, sorted
 * @param unreadable what could not be looked into, with the cause, by path below the
 * folder; the folder itself is the empty path
 */
record FolderScan(SortedMap<String, FileStamp> files, SortedMap<String, String> unreadable) {

	static final FolderScan NOTHING = new FolderScan(new TreeMap<>(), new TreeMap<>());

	FolderScan {
		files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
		unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
	}

	/**
	 * Looks at a folder.
	 * @param root the folder
	 * @param folders is told each folder whose changes may change the result, before that
	 * folder is looked at
	 * @return its state
	 */
	static FolderScan of(Path root, Consumer<Path> folders) {
		Walk walk = new Walk(root, folders);
		if (Files.isSymbolicLink(root)) {
			walk.tellLink(root);
		}
		walk.visit(root);
		return new FolderScan(walk.files, walk.unreadable);
	}

	/** Tells whether a path lies in a folder that could not be looked into. */
	boolean isHidden(String name) {
		return this.unreadable.keySet()
			.stream()
			.anyMatch((folder) -> folder.isEmpty() || name.startsWith(folder + "/"));
	}

	private static boolean isManifest(String name) {
		return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
	}

	/** Is a walk through a folder. */
	private static final class Walk {

		/** A chain of links longer than this leads nowhere. */
		private static final int MAX_LINKS = 40;

		private final Path root;

		private final Consumer<Path> folders;

		private final SortedMap<String, FileStamp> files = new TreeMap<>();

		private final SortedMap<String, String> unreadable = new TreeMap<>();

		private final List<Object> open = new ArrayList<>();

		Walk(Path root, Consumer<Path> folders) {
			this.root = root;
			this.folders = folders;
		}

		void visit(Path folder) {
			this.folders.accept(folder);
			try {
				Object identity = identity(folder);
				if (this.open.contains(identity)) {
					return;
				}
				this.open.add(identity);
				try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
					for (Path entry : entries) {
						visitEntry(entry);
					}
				}
				finally {
					this.open.removeLast();
				}
			}
			catch (IOException ex) {
				this.unreadable.put(name(folder), cause(ex));
			}
			catch (DirectoryIteratorException ex) {
				this.unreadable.put(name(folder), String.valueOf(ex.getMessage()));
			}
		}

		private void visitEntry(Path entry) {
			String fileName = String.valueOf(entry.getFileName());
			if (fileName.startsWith(".")) {
				return;
			}
			if (Files.isSymbolicLink(entry)) {
				tellLink(entry);
			}
			try {
				BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
				if (attributes.isDirectory()) {
					visit(entry);
				}
				else if (isManifest(fileName)) {
					this.files.put(name(entry), FileStamp.of(entry, attributes));
				}
			}
			catch (IOException ex) {
				// One that vanished meanwhile is as good as never there.
				if (isManifest(fileName) && Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
					this.files.put(name(entry), FileStamp.NOWHERE);
				}
			}
		}

		/** Tells the folders on the way to what a link leads to. */
		void tellLink(Path link) {
			Path at = link;
			for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(at); i++) {
				Path folder = at.toAbsolutePath().getParent();
				if (folder == null) {
					return;
				}
				this.folders.accept(folder);
				try {
					at = folder.resolve(Files.readSymbolicLink(at)).normalize();
				}
				catch (IOException ex) {
					return;
				}
			}
			Path folder = at.toAbsolutePath().getParent();
			if (folder != null) {
				this.folders.accept(folder);
			}
		}

		private String name(Path path) {
			return this.root.relativize(path).toString().replace('\\', '/');
		}

		private static Object identity(Path folder) throws IOException {
			Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
			return (key != null) ? key : folder.toRealPath();
		}

		private static String cause(IOException ex) {
			return switch (ex) {
				case java.nio.file.NoSuchFileException _ -> "it does not exist";
				case java.nio.file.AccessDeniedException _ -> "access is denied";
				case java.nio.file.NotDirectoryException _ -> "it is not a folder";
				default -> String.valueOf(ex.getMessage());
			};
		}

	}

}

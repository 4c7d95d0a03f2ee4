package dev.penstock.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts what this process has open, as the system sees it (Linux only). */
final class OpenSockets {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private OpenSockets() {
	}

	/**
	 * Counts the sockets.
	 * @return how many descriptors are sockets
	 */
	static long count() {
		try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
			return descriptors.filter(OpenSockets::isSocket).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			// It was closed in between.
			return false;
		}
	}

}

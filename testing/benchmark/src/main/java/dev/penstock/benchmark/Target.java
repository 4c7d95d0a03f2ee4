package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Is a port to send requests to, and the process whose use of the machine counts for it.
 *
 * @param label what its rows are called
 * @param port the port, on 127.0.0.1
 * @param process the process
 */
record Target(String label, int port, Process process) {

	long processorNanos() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
	}

	/**
	 * Returns the resident memory.
	 * @return in megabytes of 1024 KiB, or 0 where there is no {@code /proc}
	 */
	long residentMegabytes() {
		Path status = Path.of("/proc", Long.toString(this.process.pid()), "status");
		try {
			return Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.map((line) -> line.replaceAll("[^0-9]", ""))
				.mapToLong(Long::parseLong)
				.findFirst()
				.orElse(0) >> 10;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	Target named(String name) {
		return new Target(name, this.port, this.process);
	}

}

package dev.penstock.app.command;

import java.io.PrintStream;
import java.nio.file.Path;

import dev.penstock.app.mode.StandaloneProperties;
import dev.penstock.discovery.check.CheckResult;
import dev.penstock.discovery.check.ManifestCheck;
import dev.penstock.discovery.check.StatusPrinter;
import dev.penstock.discovery.source.file.ManifestDirectoryException;

/** Checks a folder of manifests and prints what is wrong. */
public final class CheckCommand {

	private static final int USAGE_ERROR = 2;

	private CheckCommand() {
	}

	/**
	 * Checks a folder.
	 * @param check what to check
	 * @param out where problems and statuses are printed
	 * @param err where it is printed that there is no such folder
	 * @return the exit code: 0, 1 if something is not served, 2 if there is no folder
	 */
	public static int run(CommandLine.Check check, PrintStream out, PrintStream err) {
		CheckResult result;
		try {
			result = new ManifestCheck(StandaloneProperties.translation(check.gatewayClasses()))
				.check(Path.of(check.directory()));
		}
		catch (ManifestDirectoryException ex) {
			err.println("penstock: " + ex.getMessage());
			return USAGE_ERROR;
		}
		result.lines().forEach(out::println);
		out.print(StatusPrinter.format(result.report()));
		out.println(result.summary());
		return result.hasErrors() ? 1 : 0;
	}

}

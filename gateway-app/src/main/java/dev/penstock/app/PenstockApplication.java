package dev.penstock.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

import dev.penstock.app.command.CheckCommand;
import dev.penstock.app.command.CommandLine;
import dev.penstock.app.command.HelpText;
import dev.penstock.app.config.PenstockProperties;
import dev.penstock.app.config.RoleDefaults;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import reactor.netty.ReactorNetty;

/** Runs Penstock. */
@SpringBootApplication
@EnableConfigurationProperties(PenstockProperties.class)
public class PenstockApplication {

	private static final int USAGE_ERROR = 2;

	/**
	 * Does what the command line asks for.
	 * @param arguments the command and its options; none means {@code standalone}
	 */
	public static void main(String[] arguments) {
		setEventLoops();
		int code = run(List.of(arguments), System.out, System.err);
		if (code != 0) {
			System.exit(code);
		}
	}

	static int run(List<String> arguments, PrintStream out, PrintStream err) {
		return switch (CommandLine.parse(arguments)) {
			case CommandLine.Help help -> {
				out.print(HelpText.of(help.topic()));
				yield 0;
			}
			case CommandLine.Version _ -> {
				out.println("penstock " + version() + " (Java " + Runtime.version() + ")");
				yield 0;
			}
			case CommandLine.Check check -> CheckCommand.run(check, out, err);
			case CommandLine.Invalid invalid -> {
				err.println("penstock: " + invalid.message());
				yield USAGE_ERROR;
			}
			case CommandLine.Standalone standalone -> {
				SpringApplication.run(PenstockApplication.class, standalone.arguments().toArray(new String[0]));
				yield 0;
			}
			case CommandLine.Cluster cluster -> {
				SpringApplication application = new SpringApplication(PenstockApplication.class);
				application.setDefaultProperties(RoleDefaults.of(cluster.role()));
				application.run(cluster.arguments().toArray(new String[0]));
				yield 0;
			}
		};
	}

	/**
	 * Has as many event loops as processors, where nothing else is asked for. Reactor
	 * Netty's own minimum of four would spread the requests of few processors over more
	 * loops than can run, of which each then finds less to do at a time: more calls to
	 * the system, and messages to a picker that leave one by one.
	 */
	private static void setEventLoops() {
		if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
			System.setProperty(ReactorNetty.IO_WORKER_COUNT,
					Integer.toString(Runtime.getRuntime().availableProcessors()));
		}
	}

	private static String version() {
		Properties properties = new Properties();
		try (InputStream in = PenstockApplication.class.getResourceAsStream("/penstock-version.properties")) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("penstock-version.properties can't be read", ex);
		}
		return properties.getProperty("version", "unknown");
	}

}

package dev.penstock.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import reactor.netty.ChannelBindException;

/**
 * Runs several simulated model servers in one process, until it is told to end by SIGTERM
 * or SIGINT.
 */
public final class SimulatedModelServers implements AutoCloseable {

	private final List<SimulatedModelServer> servers;

	private SimulatedModelServers(List<SimulatedModelServer> servers) {
		this.servers = servers;
	}

	/**
	 * Starts servers; if one does not start, those before it are closed again.
	 * @param settings what each of them is
	 * @return the running servers
	 * @throws ChannelBindException if an address is in use or not of this machine
	 */
	public static SimulatedModelServers start(List<Settings> settings) {
		List<SimulatedModelServer> started = new ArrayList<>();
		try {
			settings.forEach((each) -> started.add(SimulatedModelServer.start(each)));
		}
		catch (RuntimeException ex) {
			started.forEach(SimulatedModelServer::close);
			throw ex;
		}
		return new SimulatedModelServers(List.copyOf(started));
	}

	/**
	 * Returns the servers, in the order of their settings.
	 * @return the servers
	 */
	public List<SimulatedModelServer> servers() {
		return this.servers;
	}

	@Override
	public void close() {
		this.servers.forEach(SimulatedModelServer::close);
	}

	/**
	 * Starts servers as the options say, and does not return until the process is told to
	 * end. Exits with 2 for a mistake in the options, and with 1 if an address can't be
	 * listened on.
	 * @param arguments the options; see --help
	 * @throws InterruptedException if the main thread is interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		int status = run(List.of(arguments), System.out, System.err);
		if (status >= 0) {
			System.exit(status);
		}
		new CountDownLatch(1).await();
	}

	/**
	 * Does what the options ask for.
	 * @param arguments the options
	 * @param out where the help and the line "ready" go
	 * @param err where mistakes are told
	 * @return the exit status, or -1 if servers are running now
	 */
	static int run(List<String> arguments, PrintStream out, PrintStream err) {
		if (arguments.contains("--help") || arguments.contains("-h")) {
			out.print(CommandLine.HELP);
			return 0;
		}
		SimulatedModelServers running;
		try {
			running = start(CommandLine.parse(arguments));
		}
		catch (IllegalArgumentException ex) {
			err.println("simulated model servers: " + ex.getMessage());
			return 2;
		}
		catch (ChannelBindException ex) {
			err.printf("simulated model servers: cannot listen on %s:%d: %s; choose other addresses with --listen%n",
					ex.localHost(), ex.localPort(), reason(ex));
			return 1;
		}
		out.println(ready(running));
		out.flush();
		return -1;
	}

	private static String ready(SimulatedModelServers running) {
		String names = running.servers()
			.stream()
			.map((server) -> server.settings().name() + " " + server.url())
			.collect(Collectors.joining(", "));
		return "simulated model servers ready: %s, model %s".formatted(names,
				String.join(",", running.servers().getFirst().settings().models()));
	}

	private static String reason(ChannelBindException ex) {
		Throwable cause = ex.getCause();
		return (cause != null) ? String.valueOf(cause.getMessage()) : "unknown reason";
	}

}

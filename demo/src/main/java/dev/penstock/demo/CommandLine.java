package dev.penstock.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the options of {@link SimulatedModelServers}.
 */
final class CommandLine {

	static final String HELP = """
			Starts simulated model servers: the OpenAI API as vLLM serves it, with text that means nothing.

			Usage: java -jar demo.jar [--option=value ...]

			  --listen=HOST:PORT[,HOST:PORT]   one server per address (default 127.0.0.1:8201,127.0.0.1:8202,127.0.0.1:8203);
			                                   they call themselves sim-1, sim-2, ... in x-served-by
			  --model=NAME[,NAME]              names of the model (default simulated-model)
			  --lora-adapter=NAME[,NAME]       LoRA adapters, served like models (default none)
			  --max-loras=N                    different adapters that may run at once (default 4)
			  --time-to-first-token=TIME       of an empty prompt (default 50ms)
			  --prefill-time-per-token=TIME    added for each prompt token not in the prefix cache (default 100us)
			  --time-per-token=TIME            from one token to the next (default 10ms)
			  --max-num-seqs=N                 requests that run at once; the rest wait (default 8)
			  --block-size=N                   tokens per block of the KV cache (default 16)
			  --num-gpu-blocks=N               blocks of the KV cache (default 8192)
			  --max-model-len=N                context length in tokens (default 32768)
			  --fault=FAULT                    what goes wrong with each request (default none): reset-before-headers,
			                                   reset-after-chunks=N, hang, hang-after-chunks=N, delay=MILLISECONDS, status=CODE;
			                                   a request may ask for one itself by the header x-sim-fault
			  --help                           this text

			TIME is a number with ns, us, ms or s, or 0.
			""";

	private static final Map<String, String> DEFAULTS = defaults();

	private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|ms|s)");

	private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]+):(\\d{1,5})");

	private final Map<String, String> values;

	private CommandLine(Map<String, String> values) {
		this.values = values;
	}

	/**
	 * Reads the options.
	 * @param arguments the arguments, without --help
	 * @return the settings of each server
	 * @throws IllegalArgumentException for any mistake, with a message for the user
	 */
	static List<Settings> parse(List<String> arguments) {
		Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			String name = (equals > 0) ? argument.substring(0, equals) : argument;
			if (!DEFAULTS.containsKey(name)) {
				throw new IllegalArgumentException("unknown option %s: the options are %s and --help".formatted(name,
						String.join(", ", DEFAULTS.keySet())));
			}
			if (equals < 0) {
				throw new IllegalArgumentException("option %s needs a value: write %s=%s".formatted(name, name,
						DEFAULTS.get(name).isEmpty() ? "NAME" : DEFAULTS.get(name)));
			}
			values.put(name, argument.substring(equals + 1));
		}
		return new CommandLine(values).settings();
	}

	private static Map<String, String> defaults() {
		Map<String, String> defaults = new LinkedHashMap<>();
		defaults.put("--listen", "127.0.0.1:8201,127.0.0.1:8202,127.0.0.1:8203");
		defaults.put("--model", Settings.DEFAULT_MODEL);
		defaults.put("--lora-adapter", "");
		defaults.put("--max-loras", "4");
		defaults.put("--time-to-first-token", "50ms");
		defaults.put("--prefill-time-per-token", "100us");
		defaults.put("--time-per-token", "10ms");
		defaults.put("--max-num-seqs", "8");
		defaults.put("--block-size", "16");
		defaults.put("--num-gpu-blocks", "8192");
		defaults.put("--max-model-len", "32768");
		defaults.put("--fault", "none");
		return defaults;
	}

	private List<Settings> settings() {
		List<String> adapters = value("--lora-adapter").isEmpty() ? List.of() : names("--lora-adapter");
		int blockSize = number("--block-size");
		int blocks = number("--num-gpu-blocks");
		int context = number("--max-model-len");
		if ((long) blockSize * blocks < context) {
			throw new IllegalArgumentException(
					"--num-gpu-blocks=%d of --block-size=%d hold fewer tokens than --max-model-len=%d: raise the first or lower the last"
						.formatted(blocks, blockSize, context));
		}
		Settings.Builder builder = Settings.builder()
			.models(names("--model").toArray(String[]::new))
			.loraAdapters(number("--max-loras"), adapters.toArray(String[]::new))
			.timeToFirstToken(time("--time-to-first-token"))
			.prefillTimePerToken(time("--prefill-time-per-token"))
			.timePerToken(time("--time-per-token"))
			.maxNumSeqs(number("--max-num-seqs"))
			.kvCache(blockSize, blocks)
			.maxModelLen(context)
			.requestsKept(0)
			.fault(fault());
		List<Settings> servers = new ArrayList<>();
		for (String address : names("--listen")) {
			Matcher matcher = ADDRESS.matcher(address);
			if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65535) {
				throw invalid("--listen", address, "HOST:PORT such as 127.0.0.1:8201, or several with commas between");
			}
			servers.add(builder.name("sim-" + (servers.size() + 1))
				.listen(matcher.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(matcher.group(2)))
				.build());
		}
		return servers;
	}

	private String value(String option) {
		return this.values.getOrDefault(option, "");
	}

	private List<String> names(String option) {
		List<String> names = List.of(value(option).split(",", -1)).stream().map(String::strip).toList();
		if (names.contains("")) {
			throw invalid(option, value(option), "one name or several with commas between, none empty");
		}
		if (names.stream().distinct().count() < names.size()) {
			throw invalid(option, value(option), "different names: one occurs twice");
		}
		return names;
	}

	private int number(String option) {
		String value = value(option);
		if (!value.matches("0*[1-9]\\d{0,8}")) {
			throw invalid(option, value, "a whole number from 1 to 999999999");
		}
		return Integer.parseInt(value);
	}

	private Duration time(String option) {
		String value = value(option);
		if (value.equals("0")) {
			return Duration.ZERO;
		}
		Matcher matcher = TIME.matcher(value);
		if (!matcher.matches()) {
			throw invalid(option, value, "a number with ns, us, ms or s, such as 50ms, or 0");
		}
		double nanosPerUnit = switch (matcher.group(2)) {
			case "ns" -> 1;
			case "us" -> 1e3;
			case "ms" -> 1e6;
			default -> 1e9;
		};
		return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * nanosPerUnit));
	}

	private Fault fault() {
		Fault fault = Fault.parse(value("--fault"));
		if (fault == null) {
			throw invalid("--fault", value("--fault"), Fault.SYNTAX);
		}
		return fault;
	}

	private static IllegalArgumentException invalid(String option, String value, String expected) {
		return new IllegalArgumentException("%s=%s is not valid: it must be %s".formatted(option, value, expected));
	}

}

package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.channel.EventLoopGroup;

/** Compares gateways under load. Each round measures all of them in turn. */
final class Experiments {

	private static final String DIRECT = "no gateway";

	private final Processes processes;

	private final Settings settings;

	private final Results results;

	private final EventLoopGroup loops;

	Experiments(Processes processes, Settings settings, Results results, EventLoopGroup loops) {
		this.processes = processes;
		this.settings = settings;
		this.results = results;
		this.loops = loops;
	}

	/** Takes processor time and latency of all gateways, for three kinds of requests. */
	void compare() throws IOException {
		List<Target> targets = new ArrayList<>();
		targets.add(new Target(DIRECT, Peers.MODEL_SERVER, this.processes.peers()));
		targets.addAll(this.processes.all(this.settings));
		targets.forEach(this::warm);
		Samples<Sample> small = rounds(targets, Workload.SMALL);
		Samples<Sample> large = rounds(targets, Workload.LARGE);
		Samples<Sample> stream = rounds(targets, Workload.STREAM);
		Table processor = new Table("processor", "Processor time of the gateway for each request, µs",
				List.of(Workload.SMALL.name(), Workload.LARGE.name(), Workload.STREAM.name()));
		Table latency = new Table("latency", "Latency under full load, ms",
				List.of("1 KB, p50", "1 KB, p99", "100 KB, p50", "100 KB, p99", "delay of a chunk, p50, 64 streams",
						"delay of a chunk, p99, 64 streams"));
		for (Target target : targets) {
			String label = target.label();
			if (!label.equals(DIRECT)) {
				processor.add(label, List.of(small.median(label, Sample::processor),
						large.median(label, Sample::processor), stream.median(label, Sample::processor)));
			}
			latency.add(label,
					List.of(small.median(label, Sample::p50), small.median(label, Sample::p99),
							large.median(label, Sample::p50), large.median(label, Sample::p99),
							stream.median(label, Sample::chunkP50), stream.median(label, Sample::chunkP99)));
		}
		this.results.write(processor, Map.of(Workload.SMALL.name(), small.all(), Workload.LARGE.name(), large.all(),
				Workload.STREAM.name(), stream.all()));
		this.results.write(latency, Map.of());
	}

	/** Takes the latency of each gateway at half of the rate that it can at most. */
	void half() throws IOException {
		this.processes.peers();
		List<Target> targets = this.processes.all(this.settings);
		targets.forEach(this::warm);
		Samples<Sample> full = rounds(targets, Workload.SMALL);
		Samples<Sample> samples = new Samples<>();
		for (int round = 0; round < this.settings.rounds(); round++) {
			for (Target target : targets) {
				double rate = full.median(target.label(), Sample::perSecond) / 2;
				run(target, Workload.SMALL.by(128).at(rate), samples);
			}
		}
		Table table = new Table("half-rate", "Latency of 1 KB requests at half of a gateway's maximum rate, ms",
				List.of("requests a second", "p50", "p99"));
		for (Target target : targets) {
			String label = target.label();
			table.add(label, List.of(samples.median(label, Sample::perSecond), samples.median(label, Sample::p50),
					samples.median(label, Sample::p99)));
		}
		this.results.write(table, samples.all());
	}

	/** Takes the memory of each gateway, started anew, after a load of 1 KB requests. */
	void memory() throws IOException {
		this.processes.peers();
		Table table = new Table("memory", "Resident memory after " + this.settings.warm() + " s of 1 KB requests, MB",
				List.of("MB"));
		Samples<Sample> samples = new Samples<>();
		List<Target> targets = this.processes.all(this.settings);
		List<String> processesSeen = new ArrayList<>();
		for (Target target : targets) {
			String name = target.label().replaceAll(",.*", "");
			if (!processesSeen.contains(name)) {
				processesSeen.add(name);
				Sample sample = Load.run(this.loops, target.named(name), Workload.SMALL,
						Duration.ofSeconds(this.settings.warm()));
				samples.add(name, sample);
				table.add(name, List.of((double) sample.residentMegabytes()));
			}
		}
		this.results.write(table, samples.all());
	}

	/** Compares one rule with 5,000 rules over 1,000 host names, in two processes. */
	void routes() throws IOException {
		this.processes.peers();
		Path folder = this.processes.root().resolve("testing/benchmark/target/routes");
		Routes one = Routes.write(folder.resolve("one"), 18083, 1, 1);
		Routes many = Routes.write(folder.resolve("many"), 18084, 1_000, 5);
		Target single = new Target("Penstock, 1 rule", 18083,
				this.processes.penstock(one.folder(), 18083, one.anyHost(), Map.of()));
		Target thousands = new Target("Penstock, 5,000 rules over 1,000 host names", 18084,
				this.processes.penstock(many.folder(), 18084, many.anyHost(), Map.of()));
		Workload onOne = Workload.SMALL.to(one.hosts(), one.paths());
		Workload onMany = Workload.SMALL.to(many.hosts(), many.paths());
		Load.run(this.loops, single, onOne, Duration.ofSeconds(this.settings.warm()));
		Load.run(this.loops, thousands, onMany, Duration.ofSeconds(this.settings.warm()));
		Samples<Sample> samples = new Samples<>();
		for (int round = 0; round < this.settings.rounds(); round++) {
			run(single, onOne, samples);
			run(thousands, onMany, samples);
		}
		Table table = new Table("routes", "Many routes: 1 KB requests", List.of("µs a request", "resident, MB"));
		samples.all()
			.keySet()
			.forEach((label) -> table.add(label, List.of(samples.median(label, Sample::processor),
					samples.median(label, Sample::residentMegabytes))));
		this.results.write(table, samples.all());
	}

	/** Keeps 5,000 streams open at once, each with a chunk every 5 s. */
	void streams() throws IOException {
		this.processes.peers();
		Workload workload = Workload.STREAM.by(5_000).with(6, Duration.ofSeconds(5));
		Table table = new Table("open-streams", "5,000 open streams, a chunk each 5 s",
				List.of("streams that ended well", "failed", "resident, MB", "delay of a chunk, p99, ms"));
		Samples<Sample> samples = new Samples<>();
		for (Target target : this.processes.all(this.settings)) {
			Sample sample = run(target, workload, samples);
			table.add(target.label(), List.of((double) sample.answered(), (double) sample.failed(),
					(double) sample.residentMegabytes(), sample.chunkP99()));
		}
		this.results.write(table, samples.all());
	}

	/** Takes the time from the command to the first good answer. */
	void start() throws IOException {
		this.processes.peers();
		Map<String, Map<String, String>> ways = new LinkedHashMap<>();
		ways.put("Penstock", Map.of());
		ways.put("Penstock without its AOT cache", Map.of("PENSTOCK_JAVA_OPTS", "-XX:AOTMode=off"));
		Path manifests = this.processes.root().resolve("testing/benchmark/manifests");
		Table table = new Table("start", "From 'bin/penstock standalone' to the first 200",
				List.of("ms", "processor time until then, ms", "resident then, MB"));
		Samples<List<Double>> samples = new Samples<>();
		this.processes.stop(this.processes.penstock());
		for (int round = 0; round < this.settings.rounds(); round++) {
			ways.forEach((label, environment) -> {
				long begun = System.nanoTime();
				Target target = new Target(label, Processes.PLAIN,
						this.processes.penstock(manifests, Processes.PLAIN, "127.0.0.1", environment));
				samples.add(label, List.of((System.nanoTime() - begun) / 1e6, target.processorNanos() / 1e6,
						(double) target.residentMegabytes()));
				this.processes.stop(target.process());
			});
		}
		ways.keySet()
			.forEach((label) -> table.add(label, List.of(samples.median(label, List::getFirst),
					samples.median(label, (sample) -> sample.get(1)), samples.median(label, List::getLast))));
		this.results.write(table, samples.all());
	}

	private void warm(Target target) {
		int seconds = this.settings.warm();
		Load.run(this.loops, target, Workload.SMALL, Duration.ofSeconds(seconds));
		Load.run(this.loops, target, Workload.LARGE, Duration.ofSeconds(Math.ceilDiv(seconds, 2)));
		Load.run(this.loops, target, Workload.STREAM.by(200), Duration.ofSeconds(Math.ceilDiv(seconds, 2)));
	}

	private Samples<Sample> rounds(List<Target> targets, Workload workload) {
		Samples<Sample> samples = new Samples<>();
		for (int round = 0; round < this.settings.rounds(); round++) {
			for (Target target : targets) {
				run(target, workload, samples);
			}
		}
		return samples;
	}

	private Sample run(Target target, Workload workload, Samples<Sample> samples) {
		Sample sample = Load.run(this.loops, target, workload, this.settings.each());
		samples.add(target.label(), sample);
		System.out.printf(
				"%-45s %-20s %7d ok %4d failed  %6.0f/s  %5.0f µs  %4d MB  p50 %6.2f  p99 %6.2f  chunk %6.2f%n",
				target.label(), workload.name(), sample.answered(), sample.failed(), sample.perSecond(),
				sample.processor(), sample.residentMegabytes(), sample.p50(), sample.p99(), sample.chunkP99());
		return sample;
	}

}

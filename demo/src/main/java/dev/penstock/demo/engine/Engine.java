package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Decides which requests run: at most maxNumSeqs at once, in order of arrival, each only
 * when its whole text will fit into the KV cache, so that none must be preempted. A
 * request whose LoRA adapter has no slot is passed over by those behind it, as in vLLM.
 * Thread-safe.
 */
public final class Engine {

	private final ReentrantLock lock = new ReentrantLock();

	private final EngineSettings settings;

	private final LongSupplier nanoClock;

	private final BlockPool blocks;

	private final EngineMetrics metrics = new EngineMetrics();

	private final Set<Sequence> waiting = new LinkedHashSet<>();

	private final Set<Sequence> running = new LinkedHashSet<>();

	/** Blocks that running requests will need but have not taken. */
	private int promisedBlocks;

	/**
	 * Creates an idle engine.
	 * @param settings its size
	 * @param nanoClock the time for metrics, in nanoseconds
	 */
	public Engine(EngineSettings settings, LongSupplier nanoClock) {
		this.settings = settings;
		this.nanoClock = nanoClock;
		this.blocks = new BlockPool(settings.numGpuBlocks());
	}

	/**
	 * Takes in a request.
	 * @param work the request; prompt and planned tokens together at most maxModelLen
	 * @param admitted called once when it starts to run, perhaps before this method
	 * returns and perhaps by the thread that ends another request
	 * @return the request
	 */
	public Sequence submit(Sequence.Work work, Runnable admitted) {
		int length = work.prompt().tokens() + work.plannedTokens();
		if (work.prompt().tokens() < 1 || length > this.settings.maxModelLen()) {
			throw new IllegalArgumentException("prompt of %d tokens and %d planned ones must be 1 to maxModelLen %d"
				.formatted(work.prompt().tokens(), work.plannedTokens(), this.settings.maxModelLen()));
		}
		Sequence sequence = new Sequence(this, work, admitted, this.nanoClock.getAsLong());
		List<Sequence> started;
		this.lock.lock();
		try {
			this.waiting.add(sequence);
			started = admitWaiting();
		}
		finally {
			this.lock.unlock();
		}
		notifyAdmitted(started);
		return sequence;
	}

	/**
	 * Counts the running requests.
	 * @return how many run
	 */
	public int running() {
		return locked(this.running);
	}

	/**
	 * Counts the waiting requests.
	 * @return how many wait for a slot
	 */
	public int waiting() {
		return locked(this.waiting);
	}

	/**
	 * Returns the share of the KV cache that running requests use, blocks that several
	 * share counted once.
	 * @return 0 to 1
	 */
	public double kvCacheUsage() {
		this.lock.lock();
		try {
			return (double) this.blocks.used() / this.settings.numGpuBlocks();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Writes all metrics in Prometheus's text format 0.0.4, under vLLM's names.
	 * @param modelName the value of the label model_name
	 * @param lora whether LoRA adapters are served, which have a metric of their own
	 * @param epochSeconds the time now, which is the value of the LoRA metric
	 * @return the text
	 */
	public String metrics(String modelName, LoraSupport lora, double epochSeconds) {
		PrometheusText text = new PrometheusText(modelName);
		this.lock.lock();
		try {
			text.gauge("vllm:num_requests_running", "Requests in the running batch.", this.running.size());
			text.gauge("vllm:num_requests_waiting", "Requests waiting for a slot.", this.waiting.size());
			text.gauge("vllm:kv_cache_usage_perc", "Share of the KV cache in use; 1 is all of it.", kvCacheUsage());
			text.family("vllm:cache_config_info", "gauge", "The KV cache's configuration.");
			text.sample("vllm:cache_config_info", 1, "block_size", Integer.toString(this.settings.blockSize()),
					"cache_dtype", "auto", "enable_prefix_caching", "True", "num_gpu_blocks",
					Integer.toString(this.settings.numGpuBlocks()));
			if (lora == LoraSupport.ON) {
				text.family("vllm:lora_requests_info", "gauge", "Adapters in use; the value is the time.");
				text.sample("vllm:lora_requests_info", epochSeconds, "max_lora",
						Integer.toString(this.settings.maxLoras()), "running_lora_adapters", adapters(this.running),
						"waiting_lora_adapters", adapters(this.waiting));
			}
			this.metrics.write(text);
		}
		finally {
			this.lock.unlock();
		}
		return text.toString();
	}

	void produced(Sequence sequence, String piece) {
		long now = this.nanoClock.getAsLong();
		this.lock.lock();
		try {
			if (sequence.state != Sequence.State.RUNNING) {
				return;
			}
			TokenChain chain = sequence.chain.append(piece);
			while (sequence.blocks.size() < chain.blocksFor(chain.tokens())) {
				sequence.blocks.add(this.blocks.allocate());
				this.promisedBlocks--;
			}
			publishFullBlocks(sequence);
			this.metrics.produced(sequence, now);
			if (sequence.producedTokens() == 1) {
				sequence.firstTokenAt = now;
			}
			sequence.lastTokenAt = now;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean end(Sequence sequence, FinishReason reason) {
		List<Sequence> started;
		this.lock.lock();
		try {
			if (sequence.state == Sequence.State.OVER) {
				return false;
			}
			if (this.running.remove(sequence)) {
				this.promisedBlocks -= sequence.promisedBlocks();
				this.blocks.release(sequence.blocks);
			}
			this.waiting.remove(sequence);
			sequence.state = Sequence.State.OVER;
			this.metrics.ended(sequence, reason, this.nanoClock.getAsLong());
			started = admitWaiting();
		}
		finally {
			this.lock.unlock();
		}
		notifyAdmitted(started);
		return true;
	}

	private List<Sequence> admitWaiting() {
		List<Sequence> started = new ArrayList<>();
		Iterator<Sequence> queue = this.waiting.iterator();
		while (queue.hasNext() && this.running.size() < this.settings.maxNumSeqs()) {
			Sequence next = queue.next();
			if (!hasAdapterSlot(next)) {
				continue;
			}
			if (!takeBlocks(next)) {
				break;
			}
			queue.remove();
			this.running.add(next);
			next.state = Sequence.State.RUNNING;
			next.admittedAt = this.nanoClock.getAsLong();
			this.metrics.admitted(next);
			started.add(next);
		}
		return started;
	}

	private boolean hasAdapterSlot(Sequence sequence) {
		if (sequence.adapter == null) {
			return true;
		}
		Set<String> inUse = new HashSet<>();
		for (Sequence other : this.running) {
			if (other.adapter != null) {
				inUse.add(other.adapter);
			}
		}
		return inUse.contains(sequence.adapter) || inUse.size() < this.settings.maxLoras();
	}

	private boolean takeBlocks(Sequence sequence) {
		TokenChain chain = sequence.chain;
		List<BlockPool.Block> hits = this.blocks.lookUp(chain);
		int planned = chain.blocksFor(sequence.promptTokens + sequence.plannedTokens) - hits.size();
		if (planned > this.blocks.free() - BlockPool.freeAmong(hits) - this.promisedBlocks) {
			return false;
		}
		hits.forEach(this.blocks::share);
		sequence.blocks.addAll(hits);
		while (sequence.blocks.size() < chain.blocksFor(sequence.promptTokens)) {
			sequence.blocks.add(this.blocks.allocate());
		}
		sequence.cachedTokens = hits.size() * this.settings.blockSize();
		sequence.publishedBlocks = hits.size();
		publishFullBlocks(sequence);
		this.promisedBlocks += sequence.promisedBlocks();
		return true;
	}

	private void publishFullBlocks(Sequence sequence) {
		while (sequence.publishedBlocks < sequence.chain.fullBlocks()) {
			int block = sequence.publishedBlocks++;
			this.blocks.publish(sequence.blocks.get(block), sequence.chain.blockHash(block));
		}
	}

	private int locked(Collection<Sequence> sequences) {
		this.lock.lock();
		try {
			return sequences.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Runs outside the lock: what it calls may well submit or end requests. */
	private static void notifyAdmitted(List<Sequence> started) {
		started.forEach((sequence) -> sequence.admitted.run());
	}

	private static String adapters(Collection<Sequence> sequences) {
		Set<String> names = new TreeSet<>();
		sequences.stream().map((sequence) -> sequence.adapter).filter(Objects::nonNull).forEach(names::add);
		return String.join(",", names);
	}

	/** Says whether a server has LoRA adapters. */
	public enum LoraSupport {

		/** It has some, or may get some. */
		ON,

		/** It has none. */
		OFF

	}

}

package dev.penstock.app.faults;

import java.lang.management.ManagementFactory;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/** Measures the memory of this process. */
final class Heap {

	private Heap() {
	}

	/**
	 * Collects, and measures what is left.
	 * @return the bytes of live objects
	 */
	static long live() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Measures what Netty's default allocator holds outside of the heap.
	 * @return the bytes, those kept for later among them
	 */
	static long direct() {
		return (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)
				? provider.metric().usedDirectMemory() : 0;
	}

}

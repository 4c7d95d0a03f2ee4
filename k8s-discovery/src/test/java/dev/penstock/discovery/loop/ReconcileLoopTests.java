package dev.penstock.discovery.loop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.TableActivator;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Namespace;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.translate.Translation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReconcileLoopTests {

	private static final ListenerKey LISTENER = new ListenerKey(new ResourceKey("Gateway", "default", "gateway"),
			"http");

	private final SnapshotStore store = new SnapshotStore();

	private final List<Long> activated = new CopyOnWriteArrayList<>();

	private final List<ActivationResult> reported = new CopyOnWriteArrayList<>();

	private ReconcileLoop loop = loop(ReconcileLoopTests::translate, this::activate);

	@AfterEach
	void end() {
		this.loop.close();
	}

	@Test
	void runsFirstWhenItIsStarted() {
		change("a");
		this.loop.signal();
		assertThat(this.activated).isEmpty();
		this.loop.start();
		await().untilAsserted(() -> assertThat(this.activated).containsExactly(1L));
	}

	@Test
	void activatesAnEmptyTableWhereThereIsNothing() {
		this.loop.start();
		await().untilAsserted(() -> assertThat(this.activated).containsExactly(0L));
	}

	@Test
	void handsTheOutcomeToEverySink() {
		this.loop.start();
		await().untilAsserted(() -> assertThat(this.reported).containsExactly(active(0)));
	}

	@Test
	void doesNothingWhenNothingHasChanged() {
		this.loop.start();
		await().until(() -> this.reported.size() == 1);
		for (int i = 0; i < 20; i++) {
			this.loop.signal();
			awaitIdle();
		}
		change("a");
		this.loop.signal();
		await().untilAsserted(() -> assertThat(this.activated).containsExactly(0L, 1L));
	}

	@Test
	void turnsSignalsDuringARunIntoOneRun() throws InterruptedException {
		CountDownLatch inFlight = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.loop = loop(ReconcileLoopTests::translate, (table) -> {
			inFlight.countDown();
			awaitUninterruptibly(goOn);
			return activate(table);
		});
		this.loop.start();
		inFlight.await();
		for (int i = 0; i < 100; i++) {
			change("n" + i);
			this.loop.signal();
		}
		goOn.countDown();
		await().untilAsserted(() -> assertThat(this.activated).containsExactly(0L, 100L));
	}

	@Test
	void outlivesATranslatorThatThrows() {
		this.loop = loop((snapshot) -> {
			if (snapshot.generation() == 1) {
				throw new IllegalStateException("one bad generation");
			}
			return translate(snapshot);
		}, this::activate);
		change("a");
		AtomicInteger generation = new AtomicInteger(1);
		this.loop.start();
		await().until(() -> {
			change("b" + generation.getAndIncrement());
			this.loop.signal();
			return !this.activated.isEmpty();
		});
		assertThat(this.activated).doesNotContain(1L);
	}

	@Test
	void reportsAnActivatorThatThrowsAsARefusalAndTriesAgain() {
		AtomicInteger attempts = new AtomicInteger();
		this.loop = loop(ReconcileLoopTests::translate, (table) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("not now");
			}
			return activate(table);
		});
		this.loop.start();
		await().untilAsserted(() -> assertThat(this.reported)
			.containsExactly(new ActivationResult.Refused(0, "java.lang.IllegalStateException: not now")));
		this.loop.signal();
		await().untilAsserted(() -> assertThat(this.reported).hasSize(2).last().isEqualTo(active(0)));
	}

	@Test
	void outlivesASinkThatThrowsAndStillServesTheOthers() {
		this.loop = new ReconcileLoop(this.store, ReconcileLoopTests::translate, this::activate,
				List.of((report, result) -> {
					throw new IllegalStateException("no space left");
				}, (report, result) -> this.reported.add(result)));
		this.loop.start();
		await().until(() -> this.reported.size() == 1);
		change("a");
		this.loop.signal();
		await().until(() -> this.reported.size() == 2);
	}

	@Test
	void triesListenersAgainThatCouldNotBeBoundUntilTheyAre() {
		ActivationResult refused = new ActivationResult.Active(0,
				new TreeMap<>(Map.of(LISTENER, "the address is in use")));
		this.loop = new ReconcileLoop(this.store, ReconcileLoopTests::translate,
				(table) -> (this.reported.size() < 2) ? refused : activate(table),
				List.of((report, result) -> this.reported.add(result)), Duration.ofMillis(1));
		this.loop.start();
		await().untilAsserted(() -> assertThat(this.activated).isNotEmpty());
		change("a");
		this.loop.signal();
		await().untilAsserted(() -> assertThat(this.reported).containsExactly(refused, refused, active(0), active(1)));
	}

	@Test
	void endsItsThreadWhenItIsClosed() {
		this.loop.start();
		await().until(() -> this.reported.size() == 1);
		this.loop.close();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("penstock-reconcile");
		change("a");
		this.loop.signal();
		this.loop.start();
		assertThat(this.activated).containsExactly(0L);
	}

	@Test
	void canBeClosedByItsOwnRun() {
		this.loop = loop(ReconcileLoopTests::translate, (table) -> {
			this.loop.close();
			return activate(table);
		});
		this.loop.start();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("penstock-reconcile"));
	}

	private ReconcileLoop loop(Function<ClusterSnapshot, Translation> translator, TableActivator activator) {
		return new ReconcileLoop(this.store, translator, activator,
				List.of((report, result) -> this.reported.add(result)));
	}

	private void change(String namespace) {
		this.store.apply(List.of(new Namespace(Metadata.of(new ResourceKey("Namespace", "", namespace)))), List.of());
	}

	private ActivationResult activate(RoutingTable table) {
		this.activated.add(table.generation());
		return active(table.generation());
	}

	private static ActivationResult active(long generation) {
		return new ActivationResult.Active(generation, new TreeMap<>());
	}

	private static Translation translate(ClusterSnapshot snapshot) {
		return new Translation(
				new RoutingTable(snapshot.generation(), List.of(), List.of(), new TreeMap<>(), new TreeMap<>()),
				StatusReport.EMPTY);
	}

	/** Waits until the loop has nothing to do, as far as can be seen from outside. */
	private static void awaitIdle() {
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("penstock-reconcile"))
			.allMatch((thread) -> thread.getState() == Thread.State.WAITING));
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

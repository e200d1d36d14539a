package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupts: they end a wait and only a wait, and what was interrupted did not happen. */
@ParameterizedClass(name = "on {0}")
@MethodSource("kinds")
class InterruptTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final Threads kind;

  InterruptTest(Threads kind) {
    this.kind = kind;
  }

  static Stream<Threads> kinds() {
    return Threads.kinds().stream();
  }

  /** Runs a task that is expected to go at once and to leave the flag set. */
  private void goesWithFlagSet(Task task) {
    try (var go = new Goroutines(kind)) {
      go.go(() -> {
        Thread.currentThread().interrupt();
        task.run();
        assertThat(Thread.interrupted()).as("the flag is left set").isTrue();
      });
    }
  }

  @Test
  @DisplayName("an operation that can go at once goes, and leaves the interrupt flag set")
  void readyOperations_goAndLeaveTheFlag() throws InterruptedException {
    Channel<Integer> channel = Channel.make(100);
    Channel<Integer> closed = Channel.make();
    closed.close();
    Channel<Integer> idle = Channel.make();
    goesWithFlagSet(() -> channel.send(1));
    goesWithFlagSet(() -> assertThat(channel.trySend(2)).isTrue());
    goesWithFlagSet(() -> assertThat(channel.trySend(3, DAY)).isTrue());
    goesWithFlagSet(() -> Select.select(channel.onSend(4)));
    goesWithFlagSet(
        () -> assertYields(-1, Select.select(idle.onReceive(), channel.onSend(5, () -> -1))));
    goesWithFlagSet(() -> assertThat(channel.receive()).isEqualTo(1));
    goesWithFlagSet(() -> assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(2)));
    goesWithFlagSet(() -> assertThat(channel.tryReceive(DAY)).isEqualTo(new Received.Value<>(3)));
    goesWithFlagSet(() -> assertYields(4, Select.select(channel.onReceive())));
    goesWithFlagSet(() -> assertYields(5, Select.select(channel.onReceive(), idle.onReceive())));
    goesWithFlagSet(() -> assertThat(closed.receive()).isNull());
    goesWithFlagSet(() -> assertYields(null, Select.select(closed.onReceive(), idle.onReceive())));
    goesWithFlagSet(
        () -> assertThatThrownBy(() -> closed.send(1)).isInstanceOf(ChannelClosedException.class));
    goesWithFlagSet(() -> assertThat(idle.tryReceive()).isEqualTo(new Received.Empty<>()));
    goesWithFlagSet(
        () -> assertThat(idle.tryReceive(Duration.ZERO)).isEqualTo(new Received.Empty<>()));
    goesWithFlagSet(() -> assertThat(idle.trySend(1, Duration.ofNanos(-1))).isFalse());
    goesWithFlagSet(() ->
        assertYields(
            7, Select.select(idle.onReceive(), idle.onReceive(), Select.otherwise(() -> 7))));
    goesWithFlagSet(() ->
        assertYields(8, Select.select(idle.onReceive(), Select.timeout(Duration.ZERO, () -> 8))));
    goesWithFlagSet(() -> assertThat(channel.tryClose()).isTrue());
    Look.assertQuiet(channel, closed, idle);
  }

  @Test
  @DisplayName(
      "with the flag set, an operation that would wait throws, clears the flag, and did not happen")
  void waitingOperations_withFlagSet_throw() {
    Channel<Integer> idle = Channel.make();
    Channel<Integer> full = Channel.make(1);
    full.trySend(0);
    for (Task task : waits(idle, full)) {
      try (var go = new Goroutines(kind)) {
        go.go(() -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(task::run)
              .isInstanceOf(InterruptedException.class)
              .hasMessageContaining("interrupted while");
          assertThat(Thread.interrupted()).as("the flag is cleared").isFalse();
        });
      }
      Look.assertQuiet(idle, full);
    }
    assertThat(full.tryReceive()).isEqualTo(new Received.Value<>(0));
    assertThat(full.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  @DisplayName("a wait that is interrupted throws, clears the flag, and did not happen")
  void waitingOperations_interrupted_throw() {
    Channel<Integer> idle = Channel.make();
    Channel<Integer> full = Channel.make(1);
    full.trySend(0);
    for (Task task : waits(idle, full)) {
      try (var go = new Goroutines(kind)) {
        Thread thread =
            go.goAndPark(() -> {
              assertThatThrownBy(task::run).isInstanceOf(InterruptedException.class);
              assertThat(Thread.interrupted()).as("the flag is cleared").isFalse();
            });
        thread.interrupt();
      }
      Look.assertQuiet(idle, full);
    }
    assertThat(full.tryReceive()).isEqualTo(new Received.Value<>(0));
    assertThat(full.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  private static Task[] waits(Channel<Integer> idle, Channel<Integer> full) {
    Select<Integer> reusable = Select.of(idle.onReceive(), full.onSend(9, () -> 1));
    return new Task[] {
      () -> idle.send(9),
      () -> full.send(9),
      idle::receive,
      () -> idle.trySend(9, DAY),
      () -> full.trySend(9, DAY),
      () -> idle.tryReceive(DAY),
      () -> Select.select(idle.onReceive()),
      () -> Select.select(full.onSend(9)),
      () -> Select.select(idle.onReceive(), idle.onSend(9, () -> 1), full.onSend(9, () -> 1)),
      () -> Select.select(idle.onReceive(), full.onSend(9, () -> 1), Select.timeout(DAY, () -> 1)),
      () -> Select.select(Select.timeout(DAY, () -> 1)),
      () -> idle.range(v -> {}),
      reusable::run,
      reusable::run,
    };
  }

  @Test
  @DisplayName("a reusable select works again after an interrupt")
  void reusableSelect_worksAfterInterrupt() throws InterruptedException {
    Channel<Integer> a = Channel.make(1);
    Channel<Integer> b = Channel.make();
    Select<Integer> select = Select.of(a.onReceive(), b.onReceive());
    for (int i = 0; i < 3; i++) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(select::run).isInstanceOf(InterruptedException.class);
      a.send(i);
      assertThat(select.run()).isEqualTo(i);
    }
    Look.assertQuiet(a, b);
  }

  @Test
  @DisplayName("the next waiter gets what an interrupted one did not take")
  void interruptedWaiter_isSkipped() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      Channel<Integer> channel = Channel.make();
      interruptedWaiter(channel);
      Look.assertQuiet(channel);
    }
  }

  private void interruptedWaiter(Channel<Integer> channel) throws InterruptedException {
    try (var go = new Goroutines(kind)) {
      var firstGot = new AtomicInteger();
      var secondGot = new AtomicInteger();
      Thread first =
          go.goAndPark(() -> {
            try {
              firstGot.set(channel.receive());
            } catch (InterruptedException e) {
              assertThat(firstGot).hasValue(0);
            }
          });
      go.goAndPark(() -> secondGot.set(channel.receive()));
      first.interrupt();
      channel.send(4);
      Goroutines.until(() -> !first.isAlive());
      if (firstGot.get() != 0) {
        // The send came before the interrupt was seen.
        channel.send(4);
      }
      go.join();
      assertThat(secondGot).hasValue(4);
    }
  }

  @Test
  @DisplayName("interrupt against delivery: either it happened and the flag is set, or it did not")
  void interruptRace_exactlyOneOutcome() {
    int happened = 0;
    for (int i = 0; i < Scale.of(1500); i++) {
      Channel<Integer> channel = Channel.make();
      boolean select = i % 2 == 0;
      var received = new AtomicInteger();
      var interrupted = new AtomicInteger();
      boolean sent;
      try (var go = new Goroutines(kind)) {
        Thread receiver =
            go.goAndPark(() -> {
              try {
                Integer v =
                    select
                        ? Select.select(channel.onReceive(), Channel.<Integer>make().onReceive())
                        : channel.receive();
                assertThat(v).isEqualTo(5);
                received.incrementAndGet();
                // The interrupt comes in any case, now or a little later.
                Goroutines.until(Thread::interrupted);
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              }
            });
        go.go(receiver::interrupt);
        sent = channel.trySend(5);
      }
      assertThat(received).hasValue(sent ? 1 : 0);
      assertThat(interrupted).hasValue(sent ? 0 : 1);
      Look.assertQuiet(channel);
      happened += received.get();
    }
    assertThat(happened).as("some deliveries win").isPositive();
  }

  @Test
  @DisplayName(
      "C18 an interrupted iterator or stream throws CancellationException with the flag set")
  void iterator_interrupted_throwsCancellation() {
    Channel<Integer> idle = Channel.make();
    try (var go = new Goroutines(kind)) {
      Thread iterating =
          go.goAndPark(() -> {
            assertThatThrownBy(() -> idle.iterator().hasNext())
                .isInstanceOf(CancellationException.class)
                .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
          });
      iterating.interrupt();
      Thread streaming =
          go.goAndPark(() -> {
            assertThatThrownBy(() -> idle.stream().count())
                .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
          });
      streaming.interrupt();
    }
    Look.assertQuiet(idle);
  }
}

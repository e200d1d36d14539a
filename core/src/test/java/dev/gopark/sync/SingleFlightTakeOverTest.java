package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Cancellation;
import dev.gopark.sync.SingleFlight.Shared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever makes the call is told to stop: the others are not. */
class SingleFlightTakeOverTest {
  private final SingleFlight<String, String> flights = new SingleFlight<>();

  /** A call that waits until it is interrupted. */
  private static String never() throws InterruptedException {
    var never = new WaitGroup();
    never.add(1);
    never.await();
    return "unreachable";
  }

  private Waits.Run startNever() {
    Waits.Run run = Waits.start(() -> flights.run("key", SingleFlightTakeOverTest::never));
    assertThat(Waits.parked(run.thread())).startsWith("sync.WaitGroup.Wait on WaitGroup");
    return run;
  }

  private Waits.Run startWaiting(AtomicReference<Object> result, Callable<String> call) {
    Waits.Run run = Waits.start(() -> result.set(flights.runShared("key", call)));
    assertThat(Waits.parked(run.thread())).startsWith("sync.WaitGroup.Wait on call for key");
    return run;
  }

  private static void assertInterrupted(Waits.Run run) {
    assertThatThrownBy(run::join).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  @DisplayName("F3 the maker is interrupted: the first who waits makes its own call, for all")
  void run_makerInterrupted_isTakenOver() throws Exception {
    Waits.Run maker = startNever();
    var first = new AtomicReference<Object>();
    var second = new AtomicReference<Object>();
    Waits.Run firstRun = startWaiting(first, () -> "first");
    Waits.Run secondRun = startWaiting(second, () -> "second");
    maker.thread().interrupt();
    assertInterrupted(maker);
    firstRun.join();
    secondRun.join();
    assertThat(first).hasValue(new Shared<>("first", true));
    assertThat(second).hasValue(new Shared<>("first", true));
    assertThat(flights).hasToString("SingleFlight[]");
  }

  @Test
  void run_makersInterruptedInTurn_theLastOneGetsItsOwn() throws Exception {
    Waits.Run maker = startNever();
    var second = new AtomicReference<Object>();
    Waits.Run secondRun = startWaiting(second, SingleFlightTakeOverTest::never);
    var third = new AtomicReference<Object>();
    Waits.Run thirdRun = startWaiting(third, () -> "third");
    maker.thread().interrupt();
    assertInterrupted(maker);
    Waits.until(() -> Waits.parked(secondRun.thread()).contains("on WaitGroup"));
    secondRun.thread().interrupt();
    assertInterrupted(secondRun);
    thirdRun.join();
    // The others have left.
    assertThat(third).hasValue(new Shared<>("third", false));
  }

  @Test
  void run_makerInterruptedAlone_leavesNothingBehind() throws Exception {
    Waits.Run maker = startNever();
    maker.thread().interrupt();
    assertInterrupted(maker);
    assertThat(flights).hasToString("SingleFlight[]");
    assertThat(flights.runShared("key", () -> "next")).isEqualTo(new Shared<>("next", false));
  }

  @Test
  void run_makerCancelled_isTakenOver() throws Exception {
    var gate = new WaitGroup();
    gate.add(1);
    Waits.Run maker =
        Waits.start(() ->
            flights.run(
                "key",
                () -> {
                  gate.await();
                  throw new Cancelled();
                }));
    Waits.parked(maker.thread());
    var other = new AtomicReference<Object>();
    Waits.Run otherRun = startWaiting(other, () -> "other");
    gate.done();
    assertThatThrownBy(maker::join).hasCauseInstanceOf(Cancelled.class);
    otherRun.join();
    assertThat(other).hasValue(new Shared<>("other", false));
  }

  private static final class Cancelled extends RuntimeException implements Cancellation {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void run_waiterGaveUpBefore_doesNotTakeOver() throws Exception {
    Waits.Run maker = startNever();
    assertThatThrownBy(() -> flights.run("key", () -> "late", Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    var interrupted = new AtomicReference<Object>();
    Waits.Run interruptedRun = startWaiting(interrupted, () -> "interrupted");
    interruptedRun.thread().interrupt();
    assertInterrupted(interruptedRun);
    var last = new AtomicReference<Object>();
    Waits.Run lastRun = startWaiting(last, () -> "last");
    maker.thread().interrupt();
    assertInterrupted(maker);
    lastRun.join();
    assertThat(last).hasValue(new Shared<>("last", false));
  }

  @Test
  @DisplayName("F1 the maker is interrupted and only futures wait: a goroutine makes the call")
  void start_besideAnInterruptedRun_isTakenOver() throws Exception {
    Waits.Run maker = startNever();
    CompletableFuture<Shared<String>> cancelled = flights.start("key", () -> "cancelled");
    CompletableFuture<Shared<String>> first = flights.start("key", () -> "first");
    CompletableFuture<Shared<String>> second = flights.start("key", () -> "second");
    cancelled.cancel(true);
    maker.thread().interrupt();
    assertInterrupted(maker);
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(new Shared<>("first", true));
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(new Shared<>("first", true));
    Waits.until(() -> flights.toString().equals("SingleFlight[]"));
  }

  @Test
  void start_itsCallIsToldToStop_failsAlone() throws Exception {
    var gate = new WaitGroup();
    gate.add(1);
    CompletableFuture<Shared<String>> stopped =
        flights.start(
            "key",
            () -> {
              gate.await();
              throw new InterruptedException("on purpose");
            });
    CompletableFuture<Shared<String>> future = flights.start("key", () -> "future");
    var waited = new AtomicReference<Object>();
    Waits.Run waits = startWaiting(waited, () -> "thread");
    gate.done();
    assertThatThrownBy(() -> stopped.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    waits.join();
    assertThat(waited).hasValue(new Shared<>("thread", true));
    assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(new Shared<>("thread", true));
  }

  @Test
  void run_keyThatThrows_strandsNobody() throws Exception {
    var broken = new SingleFlight<BrokenKey, String>();
    var key = new BrokenKey();
    var gate = new WaitGroup();
    gate.add(1);
    Waits.Run maker =
        Waits.start(() ->
            broken.run(
                key,
                () -> {
                  gate.await();
                  key.isBroken = true;
                  return "made";
                }));
    Waits.parked(maker.thread());
    Waits.Run waits = Waits.start(() -> broken.run(key, () -> "waited"));
    Waits.parked(waits.thread());
    gate.done();
    assertThatThrownBy(maker::join).hasCauseInstanceOf(ArithmeticException.class);
    assertThatThrownBy(waits::join).hasCauseInstanceOf(ArithmeticException.class);
  }

  private static final class BrokenKey {
    volatile boolean isBroken;

    @Override
    public int hashCode() {
      if (isBroken) {
        throw new ArithmeticException("on purpose");
      }
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  @Test
  @DisplayName("F1 F3 many callers, some of them interrupted: each other one gets a result")
  void run_byMany_someInterrupted() throws Exception {
    long seed = Long.getLong("gopark.test.seed", System.nanoTime());
    var random = new Random(seed);
    var stopped = new AtomicInteger();
    var got = new AtomicInteger();
    for (int round = 0; round < 100; round++) {
      List<Waits.Run> runs = new ArrayList<>();
      List<Boolean> mayStop = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean may = random.nextBoolean();
        mayStop.add(may);
        runs.add(
            Waits.startVirtual(() -> {
              try {
                String result =
                    flights.run(
                        "key",
                        () -> {
                          Thread.sleep(0, 100_000);
                          return "made";
                        });
                assertThat(result).isEqualTo("made");
                got.incrementAndGet();
              } catch (InterruptedException e) {
                assertThat(may).as("seed %d", seed).isTrue();
                stopped.incrementAndGet();
              }
            }));
      }
      for (int i = 0; i < runs.size(); i++) {
        if (mayStop.get(i)) {
          runs.get(i).thread().interrupt();
        }
      }
      for (Waits.Run run : runs) {
        run.join();
      }
    }
    assertThat(got.get() + stopped.get()).isEqualTo(800);
    assertThat(flights).hasToString("SingleFlight[]");
  }
}

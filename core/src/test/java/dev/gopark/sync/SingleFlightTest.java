package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gopark.Go;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private final SingleFlight<String, String> flights = new SingleFlight<>();
  private final WaitGroup gate = new WaitGroup();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Object> results = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void closeTheGate() {
    gate.add(1);
  }

  /** One caller that makes a call behind the gate, and three that wait for it. */
  private List<Waits.Run> fly(Callable<String> ending) {
    Callable<String> call =
        () -> {
          calls.incrementAndGet();
          gate.await();
          return ending.call();
        };
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Waits.Run run =
          Waits.start(() -> {
            Throwable thrown = catchThrowable(() -> results.add(flights.run("key", call)));
            if (thrown != null) {
              results.add(thrown);
            }
          });
      assertThat(Waits.parked(run.thread())).startsWith("sync.WaitGroup.Wait on ");
      runs.add(run);
    }
    return runs;
  }

  private void land(List<Waits.Run> runs) throws Exception {
    gate.done();
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(flights).hasToString("SingleFlight[]");
  }

  @Test
  @DisplayName("F1 TestDo")
  void run_returnsTheResult() throws Exception {
    assertThat(flights.run("key", () -> "bar")).isEqualTo("bar");
    assertThat(flights.runShared("key", () -> "baz"))
        .isEqualTo(new SingleFlight.Shared<>("baz", false));
  }

  @Test
  @DisplayName("F1 TestDoErr")
  void run_throws_throws() {
    var failure = new IllegalArgumentException("on purpose");
    assertThatThrownBy(() ->
            flights.run(
                "key",
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(flights).hasToString("SingleFlight[]");
  }

  @Test
  @DisplayName("F1 TestDoDupSuppress: callers at the same time share one call")
  void run_meanwhile_shares() throws Exception {
    land(fly(() -> "bar"));
    assertThat(calls).hasValue(1);
    assertThat(results).containsExactly("bar", "bar", "bar", "bar");
  }

  @Test
  @DisplayName("F1 the shared flag")
  void runShared_saysSo() throws Exception {
    Waits.Run first =
        Waits.start(() ->
            results.add(
                flights.runShared(
                    "key",
                    () -> {
                      gate.await();
                      return "bar";
                    })));
    Waits.parked(first.thread());
    Waits.Run second = Waits.start(() -> results.add(flights.runShared("key", () -> "other")));
    Waits.parked(second.thread());
    land(List.of(first, second));
    var shared = new SingleFlight.Shared<>("bar", true);
    assertThat(results).containsExactly(shared, shared);
  }

  @Test
  @DisplayName("F2 TestForget: the next caller makes a new call, those who wait get the old one's")
  void forget_letsTheNextCallerCall() throws Exception {
    List<Waits.Run> runs = fly(() -> "old");
    flights.forget("key");
    assertThat(flights.run("key", () -> "new")).isEqualTo("new");
    land(runs);
    assertThat(results).containsOnly("old").hasSize(4);
  }

  @Test
  @DisplayName("F3 TestPanicDo: what the call throws is thrown to all, and nothing stays behind")
  void run_throws_throwsToAll() throws Exception {
    var failure = new IllegalStateException("on purpose");
    land(
        fly(() -> {
          throw failure;
        }));
    assertThat(calls).hasValue(1);
    assertThat(results).hasSize(4).allSatisfy(thrown -> assertThat(thrown).isSameAs(failure));
  }

  @Test
  @DisplayName("F3 TestPanicErrorUnwrap: a checked exception is the cause for all")
  void run_throwsChecked_isTheCauseForAll() throws Exception {
    var failure = new IOException("on purpose");
    land(
        fly(() -> {
          throw failure;
        }));
    assertThat(results)
        .hasSize(4)
        .allSatisfy(thrown ->
            assertThat((Throwable) thrown)
                .isInstanceOf(CompletionException.class)
                .hasCause(failure));
  }

  @Test
  @DisplayName("F3 TestGoexitDo: a goexit ends all that share the call; a thread gets an exception")
  void run_goexit_endsAll() throws Exception {
    var first =
        Go.go(() -> {
          flights.run(
              "key",
              () -> {
                gate.await();
                Go.goexit();
                return "unreachable";
              });
          results.add("went on");
        });
    Waits.parked(first);
    var second =
        Go.go(() -> {
          flights.run("key", () -> "other");
          results.add("went on");
        });
    Waits.parked(second);
    Waits.Run thread = Waits.start(() -> flights.run("key", () -> "other"));
    Waits.parked(thread.thread());
    gate.done();
    first.join();
    second.join();
    assertThat(results).isEmpty();
    assertThatThrownBy(thread::join).cause().hasMessageContaining("goexit");
    assertThat(flights.run("key", () -> "fresh")).isEqualTo("fresh");
  }

  @Test
  void run_waiterInterruptedOrLate_leavesTheCallAlone() throws Exception {
    List<Waits.Run> runs = fly(() -> "bar");
    runs.get(3).thread().interrupt();
    runs.get(3).join();
    assertThat(results).singleElement().isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> flights.run("key", () -> "other", Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> flights.runShared("key", () -> "other", Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    land(runs);
    assertThat(results).filteredOn("bar"::equals).hasSize(3);
    assertThat(flights.run("key", () -> "next", Duration.ZERO)).isEqualTo("next");
    assertThat(flights.runShared("key", () -> "alone", Duration.ZERO))
        .isEqualTo(new SingleFlight.Shared<>("alone", false));
  }

  @Test
  void run_recursive_throws() throws Exception {
    assertThatThrownBy(() -> flights.run("key", () -> flights.run("key", () -> "inner")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wait for itself");
    assertThat(flights.run("key", () -> flights.run("other", () -> "inner"))).isEqualTo("inner");
  }

  @Test
  @DisplayName("F1 TestDoChan: the call is made on a goroutine, and its result comes as a future")
  void start_makesTheCall() throws Exception {
    var maker = new AtomicReference<Thread>();
    var future =
        flights.start(
            "key",
            () -> {
              maker.set(Thread.currentThread());
              gate.await();
              return "bar";
            });
    assertThat(flights).hasToString("SingleFlight[key]");
    assertThat(future).isNotDone();
    gate.done();
    assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(new SingleFlight.Shared<>("bar", false));
    assertThat(maker.get()).isNotNull().isNotEqualTo(Thread.currentThread());
    assertThat(flights).hasToString("SingleFlight[]");
  }

  @Test
  @DisplayName("F1 a start and a run at the same time share one call, whoever came first")
  void start_meanwhile_shares() throws Exception {
    var first =
        flights.start(
            "key",
            () -> {
              gate.await();
              return "bar";
            });
    Waits.Run run = Waits.start(() -> results.add(flights.runShared("key", () -> "other")));
    Waits.parked(run.thread());
    var second = flights.start("key", () -> "other");
    land(List.of(run));
    var shared = new SingleFlight.Shared<>("bar", true);
    assertThat(results).containsExactly(shared);
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(shared);
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(shared);
  }

  @Test
  @DisplayName("F1 a start joins the call of a run, whose thread does not run what depends on it")
  void start_besideARun_completesOnAnotherThread() throws Exception {
    Waits.Run run =
        Waits.start(() ->
            flights.run(
                "key",
                () -> {
                  gate.await();
                  return "bar";
                }));
    Waits.parked(run.thread());
    var on = new AtomicReference<Thread>();
    var future =
        flights
            .start("key", () -> "other")
            .thenApply(shared -> {
              on.set(Thread.currentThread());
              return shared;
            });
    land(List.of(run));
    assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(new SingleFlight.Shared<>("bar", true));
    assertThat(on.get()).isNotEqualTo(run.thread());
  }

  @Test
  @DisplayName("F2 a forget right after a start makes the next caller call")
  void start_forget_nextCallerCalls() throws Exception {
    var old =
        flights.start(
            "key",
            () -> {
              gate.await();
              return "old";
            });
    flights.forget("key");
    assertThat(flights.run("key", () -> "new")).isEqualTo("new");
    gate.done();
    assertThat(old.get(30, TimeUnit.SECONDS).value()).isEqualTo("old");
  }

  @Test
  @DisplayName("F3 TestPanicDoChan, TestGoexitDoChan: futures fail, and nothing stays behind")
  void start_throws_fails() throws Exception {
    var failure = new IOException("on purpose");
    assertThatThrownBy(() ->
            flights
                .start(
                    "key",
                    () -> {
                      throw failure;
                    })
                .get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCause(failure);
    assertThatThrownBy(() ->
            flights
                .start(
                    "key",
                    () -> {
                      Go.goexit();
                      return "unreachable";
                    })
                .get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("goexit");
    assertThat(flights).hasToString("SingleFlight[]");
  }

  @Test
  void start_inTheCall_joinsIt() throws Exception {
    var inner = new AtomicReference<CompletableFuture<SingleFlight.Shared<String>>>();
    flights.run(
        "key",
        () -> {
          inner.set(flights.start("key", () -> "other"));
          return "bar";
        });
    assertThat(inner.get().get(30, TimeUnit.SECONDS))
        .isEqualTo(new SingleFlight.Shared<>("bar", true));
  }

  @Test
  void start_cancelled_leavesTheOthersAlone() throws Exception {
    var first =
        flights.start(
            "key",
            () -> {
              gate.await();
              return "bar";
            });
    var second = flights.start("key", () -> "other");
    assertThat(first.cancel(true)).isTrue();
    gate.done();
    assertThat(second.get(30, TimeUnit.SECONDS).value()).isEqualTo("bar");
  }
}

package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.sync.Cond;
import dev.gopark.sync.Mutex;
import dev.gopark.sync.Once;
import dev.gopark.sync.OnceValue;
import dev.gopark.sync.RWMutex;
import dev.gopark.sync.RateLimiter;
import dev.gopark.sync.Semaphore;
import dev.gopark.sync.SingleFlight;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wait of sync can run under a context. */
class SyncWaitsTest {
  /** What is waited for, and what keeps the goroutines that hold the others up. */
  private static final WaitGroup GROUP = new WaitGroup();

  private static final List<Thread> HELPERS = new ArrayList<>();

  @AutoClose private final CancelContext ctx = Context.withCancel(Context.background());

  /** Other tests count goroutines. */
  @AfterAll
  static void endGoroutines() {
    GROUP.done();
    Await.ended(HELPERS);
  }

  static Stream<Arguments> waits() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    var written = new RWMutex();
    written.lock();
    var read = new RWMutex();
    read.rLock();
    GROUP.add(1);
    var permits = new Semaphore(1);
    permits.acquire();
    var condMutex = new Mutex();
    var cond = new Cond(condMutex);
    var limiter = new RateLimiter(RateLimiter.every(Duration.ofHours(1)), 1);
    limiter.await();
    var gate = new WaitGroup();
    gate.add(4);
    var once = new Once();
    var value =
        OnceValue.of(() -> {
          gate.done();
          GROUP.await();
          return 1;
        });
    var flights = new SingleFlight<String, Integer>();
    HELPERS.add(
        Go.go(() ->
            once.run(() -> {
              gate.done();
              GROUP.await();
            })));
    HELPERS.add(Go.go(value::get));
    HELPERS.add(
        Go.go(() ->
            flights.run(
                "key",
                () -> {
                  gate.done();
                  GROUP.await();
                  return 1;
                })));
    gate.done();
    gate.await();
    return Stream.of(
        wait("Mutex.lock", mutex::lock, mutex::unlock),
        wait("RWMutex.lock", read::lock, read::rUnlock),
        wait("RWMutex.rLock", written::rLock, written::unlock),
        wait("WaitGroup.await", GROUP::await, () -> {}),
        wait("Semaphore.acquire", permits::acquire, permits::release),
        wait(
            "Cond.await",
            () -> {
              condMutex.lock();
              try {
                cond.await();
              } finally {
                condMutex.unlock();
              }
            },
            () -> {
              assertThat(condMutex.tryLock()).isTrue();
              condMutex.unlock();
            }),
        wait("RateLimiter.await", limiter::await, () -> {}),
        wait("Once.run", () -> once.run(() -> {}), () -> assertThat(once.isDone()).isFalse()),
        wait("OnceValue.get", value::get, () -> {}),
        wait("SingleFlight.run", () -> flights.run("key", () -> 2), () -> {}));
  }

  private static Arguments wait(String name, Task wait, Task undo) {
    return Arguments.of(name, wait, undo);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  @DisplayName("every wait of sync ends with a context, and leaves nothing behind")
  void wait_contextEnds_endsInContextException(String name, Task wait, Task undo) throws Exception {
    Thread waiting = Thread.currentThread();
    Go.go(() -> {
      Await.parked(waiting);
      ctx.cancel();
    });
    assertThatThrownBy(() -> ctx.interrupting(wait)).as(name).isInstanceOf(CanceledException.class);
    assertThat(waiting.isInterrupted()).isFalse();
    undo.run(); // the lock, or what was waited for, is still there to be used
    try (var late = Context.withTimeout(Context.background(), Duration.ofMillis(1))) {
      if (!name.matches("Mutex.*|RWMutex.*|Semaphore.*")) {
        assertThatThrownBy(() -> late.interrupting(wait))
            .isInstanceOf(DeadlineExceededException.class);
      } else {
        Context.background().interrupting(wait);
      }
    }
  }
}

package dev.gopark.channel;

import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Timeouts of every length, and their races with deliveries. */
@ParameterizedClass(name = "on {0}")
@MethodSource("kinds")
class TimeoutTest {
  private static final Duration[] NOT_POSITIVE = {
    Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(-1), Duration.ofSeconds(Long.MIN_VALUE)
  };
  private static final Duration[] HUGE = {
    Duration.ofDays(365_000),
    Duration.ofNanos(Long.MAX_VALUE),
    Duration.ofSeconds(Long.MAX_VALUE),
    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)
  };

  private final Threads kind;
  private final Channel<Integer> idle = Channel.make();

  TimeoutTest(Threads kind) {
    this.kind = kind;
  }

  static Stream<Threads> kinds() {
    return Threads.kinds().stream();
  }

  @Test
  @DisplayName("a timeout that is not positive does not wait, but takes what is ready")
  void notPositive_doesNotWait() throws InterruptedException {
    Channel<Integer> ready = Channel.make(1);
    for (Duration d : NOT_POSITIVE) {
      assertThat(idle.trySend(1, d)).isFalse();
      assertThat(idle.tryReceive(d)).isEqualTo(new Received.Empty<>());
      assertYields(
          "late", Select.select(idle.onReceive(v -> "got"), Select.timeout(d, () -> "late")));
      assertThat(ready.trySend(1, d)).isTrue();
      assertThat(ready.tryReceive(d)).isEqualTo(new Received.Value<>(1));
      ready.send(2);
      assertYields(
          "got", Select.select(ready.onReceive(v -> "got"), Select.timeout(d, () -> "late")));
    }
    Look.assertQuiet(idle, ready);
  }

  @Test
  @DisplayName("a huge timeout waits until something comes")
  void huge_waits() throws InterruptedException {
    for (Duration d : HUGE) {
      try (var go = new Goroutines(kind)) {
        go.goAndPark(() -> assertThat(idle.tryReceive(d)).isEqualTo(new Received.Value<>(1)));
        idle.send(1);
        go.join();
        go.goAndPark(() -> assertThat(idle.trySend(2, d)).isTrue());
        assertThat(idle.receive()).isEqualTo(2);
        go.join();
        go.goAndPark(() ->
            assertYields(
                "got 3",
                Select.select(idle.onReceive(v -> "got " + v), Select.timeout(d, () -> "late"))));
        idle.send(3);
      }
    }
    Look.assertQuiet(idle);
  }

  @Test
  @DisplayName("a timeout waits at least that long and leaves nothing behind")
  void timeout_waitsThatLong() {
    Duration d = Duration.ofMillis(15);
    try (var go = new Goroutines(kind)) {
      go.go(() -> {
        long begin = System.nanoTime();
        assertThat(idle.tryReceive(d)).isEqualTo(new Received.Empty<>());
        long middle = System.nanoTime();
        assertThat(idle.trySend(1, d)).isFalse();
        long end = System.nanoTime();
        assertYields(
            "late",
            Select.select(idle.onReceive(), idle.onSend(1), Select.timeout(d, () -> "late")));
        assertThat(middle - begin).isGreaterThanOrEqualTo(d.toNanos());
        assertThat(end - middle).isGreaterThanOrEqualTo(d.toNanos());
        assertThat(System.nanoTime() - end).isGreaterThanOrEqualTo(d.toNanos());
      });
    }
    Look.assertQuiet(idle);
  }

  @Test
  @DisplayName("of several timeouts the earliest counts; otherwise comes before any timeout")
  void earliestTimeoutCounts() throws InterruptedException {
    Case<String> day = Select.timeout(Duration.ofDays(1), () -> "day");
    Case<String> soon = Select.timeout(Duration.ofMillis(2), () -> "soon");
    Case<String> now = Select.timeout(Duration.ZERO, () -> "now");
    Case<String> receive = idle.onReceive(v -> "got");
    assertThat(Select.<String>select(day, receive, soon)).isEqualTo("soon");
    assertThat(Select.<String>select(soon, day)).isEqualTo("soon");
    assertThat(Select.<String>select(soon, day, now, receive)).isEqualTo("now");
    assertThat(Select.<String>select(now, receive, Select.otherwise(() -> "else")))
        .isEqualTo("else");
  }

  @Test
  @DisplayName("the timeout of a reusable select starts anew with each run")
  void reusableSelect_timeoutStartsAnew() throws InterruptedException {
    Duration d = Duration.ofMillis(5);
    Select<String> select = Select.of(idle.onReceive(v -> "got"), Select.timeout(d, () -> "late"));
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      assertThat(select.run()).isEqualTo("late");
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(d.toNanos());
    }
    Look.assertQuiet(idle);
  }

  @Test
  @DisplayName("timeout against delivery: sent and received, or late on both sides")
  void timeoutRace_exactlyOneOutcome() {
    var delivered = new AtomicInteger();
    for (int i = 0; i < Scale.of(400); i++) {
      Channel<Integer> channel = Channel.make();
      Duration patience = Duration.ofNanos(20_000L + 500L * i);
      int form = i % 3;
      var sent = new AtomicInteger();
      var received = new AtomicInteger();
      try (var go = new Goroutines(kind)) {
        go.go(() -> {
          boolean got =
              form == 0
                  ? channel.tryReceive(patience) instanceof Received.Value
                  : Select.select(
                      channel.onReceive(v -> true), Select.timeout(patience, () -> false));
          received.addAndGet(got ? 1 : 0);
        });
        go.go(() -> {
          boolean done =
              form == 1
                  ? channel.trySend(1, patience)
                  : Select.select(
                      channel.onSend(1, () -> true), Select.timeout(patience, () -> false));
          sent.addAndGet(done ? 1 : 0);
        });
      }
      assertThat(received).hasValue(sent.get());
      delivered.addAndGet(sent.get());
      Look.assertQuiet(channel);
    }
    System.out.println("timeoutRace on " + kind + ": delivered " + delivered);
  }

  @Test
  @DisplayName("timed forms start no thread")
  void timedForms_startNoThread() {
    // On a platform thread: for the first virtual one the JDK starts its own timer thread. The
    // least of several attempts is taken, since the JVM may start threads of its own meanwhile.
    try (var go = new Goroutines(new PlatformThreads())) {
      go.go(() -> {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++) {
          long before = Meter.startedThreads();
          for (int i = 0; i < 30; i++) {
            idle.tryReceive(Duration.ofNanos(1000));
            idle.trySend(1, Duration.ofNanos(1000));
            Select.select(idle.onReceive(), Select.timeout(Duration.ofNanos(1000), () -> 1));
          }
          least = Math.min(least, Meter.startedThreads() - before);
        }
        assertThat(least).as("threads started").isZero();
      });
    }
  }
}

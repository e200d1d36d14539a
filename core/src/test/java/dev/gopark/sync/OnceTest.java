package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OnceTest {
  private final Once once = new Once();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  @DisplayName("O1 TestOnce: once under ten goroutines, and all see what it did")
  void run_byMany_runsOnce() throws Exception {
    int[] plain = new int[1];
    Waits.together(
        10,
        () -> {
          once.run(() -> {
            runs.incrementAndGet();
            Thread.yield();
            plain[0] = 42;
          });
          assertThat(plain[0]).isEqualTo(42);
        });
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("O1 TestOncePanic: a task that throws counts as run")
  void run_throws_countsAsRun() throws Exception {
    assertThatThrownBy(() ->
            once.run(() -> {
              throw new IllegalArgumentException("on purpose");
            }))
        .isExactlyInstanceOf(IllegalArgumentException.class);
    once.run(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
    assertThat(once.isDone()).isTrue();
  }

  @Test
  void run_throwsChecked_isACause() {
    var failure = new Exception("on purpose");
    assertThatThrownBy(() ->
            once.run(() -> {
              throw failure;
            }))
        .isExactlyInstanceOf(CompletionException.class)
        .hasCause(failure);
  }

  @Test
  @DisplayName("O1 a task that was interrupted does not count as run: another caller's is")
  void run_interrupted_isTakenOver() throws Exception {
    var once = new Once();
    var gate = new WaitGroup();
    gate.add(1);
    Waits.Run first = Waits.start(() -> once.run(gate::await));
    assertThat(Waits.parked(first.thread())).startsWith("sync.WaitGroup.Wait");
    var ran = new AtomicInteger();
    Waits.Run second = Waits.start(() -> once.run(ran::incrementAndGet));
    Waits.Run third =
        Waits.start(() -> assertThat(once.tryRun(ran::incrementAndGet, Waits.LONG)).isTrue());
    Waits.parked(second.thread());
    Waits.parked(third.thread());
    first.thread().interrupt();
    assertThatThrownBy(first::join).hasCauseInstanceOf(InterruptedException.class);
    second.join();
    third.join();
    assertThat(ran).hasValue(1);
    assertThat(once.isDone()).isTrue();
  }

  @Test
  @DisplayName("O4 a goexit in the task counts as run")
  void run_goexit_countsAsRun() throws Exception {
    Go.go(() -> once.run(Go::goexit)).join();
    once.run(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
  }

  @Test
  @DisplayName("O1 a recursive run is refused instead of waiting for itself")
  void run_recursive_throws() throws Exception {
    assertThatThrownBy(() -> once.run(() -> once.run(runs::incrementAndGet)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wait for itself");
    assertThat(runs).hasValue(0);
  }

  @Test
  @DisplayName("O1 others wait until the task has ended; their waits can be interrupted and timed")
  void run_meanwhile_waits() throws Exception {
    var gate = new WaitGroup();
    gate.add(1);
    Waits.Run runner = Waits.start(() -> once.run(gate::await));
    Waits.parked(runner.thread());
    assertThat(once).asString().contains("running on");
    Waits.Run interrupted = Waits.start(() -> once.run(runs::incrementAndGet));
    assertThat(Waits.parked(interrupted.thread())).startsWith("sync.Mutex.Lock on Once@");
    interrupted.thread().interrupt();
    assertThatThrownBy(interrupted::join).hasCauseInstanceOf(InterruptedException.class);
    assertThat(once.tryRun(runs::incrementAndGet, Duration.ofMillis(1))).isFalse();
    assertThat(once.tryRun(runs::incrementAndGet, Duration.ZERO)).isFalse();
    Waits.Run waits = Waits.start(() -> once.run(runs::incrementAndGet));
    Waits.parked(waits.thread());
    gate.done();
    runner.join();
    waits.join();
    assertThat(runs).hasValue(0);
    assertThat(once.tryRun(runs::incrementAndGet, Duration.ZERO)).isTrue();
  }

  @Test
  @DisplayName("O2 once it has run a run does not wait, whatever the interrupt flag says")
  void run_done_doesNotWait() throws Exception {
    once.run(runs::incrementAndGet);
    Thread.currentThread().interrupt();
    once.run(runs::incrementAndGet);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs).hasValue(1);
  }
}

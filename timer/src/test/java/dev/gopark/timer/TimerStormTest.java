package dev.gopark.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many threads stop and reset the same timers while they fire: the books must balance. */
class TimerStormTest {
  /** An alarm whose armings, cancellations and rings are counted. */
  private static final class Counted {
    final AtomicLong armed = new AtomicLong();
    final AtomicLong cancelled = new AtomicLong();
    final AtomicLong rung = new AtomicLong();
    final Alarm alarm;

    Counted(WheelOrHeap engine) {
      alarm = engine.alarm(due -> rung.incrementAndGet());
    }
  }

  private interface WheelOrHeap {
    Alarm alarm(Alarm.Target target);
  }

  @Test
  @DisplayName(
      "T28 each arming is reported as stopped or fires, exactly one of them (#80760): heap")
  void storm_heap_balances() throws Exception {
    storm(SystemEngine.get()::alarm);
  }

  @Test
  @DisplayName(
      "T28 each arming is reported as stopped or fires, exactly one of them (#80760): wheel")
  void storm_wheel_balances() throws Exception {
    storm(new WheelEngine(20_000)::alarm);
  }

  private static void storm(WheelOrHeap engine) throws InterruptedException {
    long seed = new Random().nextLong();
    var split = new SplittableRandom(seed);
    List<Counted> timers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      timers.add(new Counted(engine));
    }
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = split.split();
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 100_000; i++) {
                  Counted timer = timers.get(random.nextInt(timers.size()));
                  boolean was;
                  if (random.nextInt(3) == 0) {
                    was = timer.alarm.stop();
                  } else {
                    long ahead = random.nextLong(-20_000, 180_000);
                    timer.armed.incrementAndGet();
                    was = timer.alarm.set(System.nanoTime() + ahead);
                  }
                  if (was) {
                    timer.cancelled.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (Counted timer : timers) {
      Waits.until("the last arming fired, seed " + seed, () -> !timer.alarm.isSet());
      Waits.until(
          "the books balance, seed "
              + seed
              + ": "
              + timer.armed
              + " armed, "
              + timer.cancelled
              + " cancelled, "
              + timer.rung
              + " rung",
          () -> timer.armed.get() == timer.cancelled.get() + timer.rung.get());
    }
    // Nothing rings afterwards.
    long rung = timers.stream().mapToLong(t -> t.rung.get()).sum();
    assertThat(timers.stream().filter(t -> t.alarm.stop())).isEmpty();
    assertThat(timers.stream().mapToLong(t -> t.rung.get()).sum()).isEqualTo(rung);
  }

  @Test
  @DisplayName("T17 one driver by hand, setters from other threads: no alarm is ever forgotten")
  void storm_handDriven_leavesNothingBehind() throws Exception {
    for (int run = 0; run < 20; run++) {
      var shard = new TimerShard(new TimerHeap(), (source, deadline) -> {});
      var counted = new Counted(target -> new QueuedAlarm(shard, target));
      long seed = new Random().nextLong();
      Thread setter =
          Thread.ofPlatform()
              .start(() -> {
                var random = new SplittableRandom(seed);
                for (int i = 0; i < 20_000; i++) {
                  counted.armed.incrementAndGet();
                  if (counted.alarm.set(random.nextInt(1_000))) {
                    counted.cancelled.incrementAndGet();
                  }
                }
              });
      var random = new SplittableRandom(~seed);
      while (setter.isAlive()) {
        shard.fireDue(random.nextInt(1_000));
      }
      while (shard.nextDeadline() != EventSource.NONE) {
        shard.fireDue(2_000);
      }
      assertThat(counted.alarm.isSet()).as("seed %d", seed).isFalse();
      assertThat(counted.rung.get())
          .as("seed %d", seed)
          .isEqualTo(counted.armed.get() - counted.cancelled.get());
      shard.checkInvariants();
    }
  }
}

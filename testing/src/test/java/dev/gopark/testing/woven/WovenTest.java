package dev.gopark.testing.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.channel.Channel;
import dev.gopark.sync.WaitGroup;
import dev.gopark.testing.Simulation;
import dev.gopark.testing.SimulationFailure;
import dev.gopark.testing.SimulationReport;
import dev.gopark.testing.Strategy;
import dev.gopark.testing.internal.Hooks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the agent adds: this class is woven, and so is gopark. */
class WovenTest {
  private volatile int shared;

  @BeforeEach
  void agentIsThere() {
    assumeTrue(Hooks.isWoven(), "this class is for the execution with the agent");
  }

  private static SimulationFailure failureOf(Simulation.Builder builder, Task program) {
    var failure = catchThrowableOfType(SimulationFailure.class, () -> builder.run(program));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void volatileField_lostUpdate_isFoundAndReplayed() {
    Task program =
        () -> {
          shared = 0;
          var wg = new WaitGroup();
          for (int i = 0; i < 2; i++) {
            wg.go(this::increment);
          }
          wg.await();
          assertThat(shared).isEqualTo(2);
        };
    SimulationFailure failure = failureOf(Simulation.builder().named("volatile"), program);
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
    assertThat(failure.trace()).contains("is interrupted at", "WovenTest.increment");
    System.setProperty("gopark.simulation.replay", failure.replay());
    try {
      SimulationFailure again = failureOf(Simulation.builder().named("volatile"), program);
      assertThat(again.trace()).isEqualTo(failure.trace());
    } finally {
      System.clearProperty("gopark.simulation.replay");
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // that is what is to be found
  private void increment() {
    shared++;
  }

  @Test
  void atomics_checkThenAct_isFound() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder(),
            () -> {
              var map = new ConcurrentHashMap<String, Integer>();
              var puts = new AtomicInteger();
              var wg = new WaitGroup();
              for (int i = 0; i < 2; i++) {
                wg.go(() -> {
                  if (!map.containsKey("a")) {
                    map.put("a", puts.incrementAndGet());
                  }
                });
              }
              wg.await();
              assertThat(puts.get()).isEqualTo(1);
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
  }

  @Test
  void exhaustive_twoIncrements_allInterleavings() {
    Set<Integer> results = new HashSet<>();
    SimulationReport report =
        Simulation.builder()
            .schedules(100_000)
            .strategies(Strategy.exhaustive(2))
            .run(() -> {
              shared = 0;
              Thread a = Go.go(this::increment);
              increment();
              a.join();
              results.add(shared);
            });
    assertThat(report.exhausted()).isTrue();
    assertThat(results).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void sleepsAndClocks_goByVirtualTime() {
    Simulation.run(() -> {
      long nanos = System.nanoTime();
      long millis = System.currentTimeMillis();
      assertThat(Instant.now()).isEqualTo(Simulation.START);
      Thread.sleep(1000);
      Thread.sleep(Duration.ofHours(1));
      TimeUnit.DAYS.sleep(1);
      long took = Duration.ofDays(1).plusHours(1).plusSeconds(1).toNanos();
      assertThat(System.nanoTime() - nanos).isEqualTo(took);
      assertThat(System.currentTimeMillis() - millis).isEqualTo(took / 1_000_000);
    });
  }

  @Test
  void randomNumbers_dependOnTheSeed() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      Simulation.run(() ->
          seen.add(
              new Random().nextLong()
                  + " "
                  + ThreadLocalRandom.current().nextInt(1000)
                  + " "
                  + ThreadLocalRandom.current().nextLong()));
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void monitors_areNeverContended() {
    Simulation.builder()
        .schedules(300)
        .run(() -> {
          var wg = new WaitGroup();
          shared = 0;
          for (int i = 0; i < 3; i++) {
            wg.go(() -> {
              synchronized (this) {
                increment();
              }
              alsoSynchronized();
            });
          }
          wg.await();
          assertThat(shared).isEqualTo(6);
        });
  }

  private synchronized void alsoSynchronized() {
    increment();
  }

  @Test
  void sameSeed_sameTrace_aHundredTimes() {
    // A failure's trace is the whole story of a run.
    Set<String> traces = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      SimulationFailure failure =
          failureOf(
              Simulation.builder().schedules(1).strategies(Strategy.RANDOM).seed(7),
              () -> {
                Channel<Integer> c = Channel.make(1);
                var wg = new WaitGroup();
                for (int k = 0; k < 3; k++) {
                  int n = k;
                  wg.go(() -> c.send(n));
                  wg.go(c::receive);
                }
                wg.await();
                throw new IllegalStateException("the end");
              });
      traces.add(failure.trace());
    }
    assertThat(traces).hasSize(1);
  }
}

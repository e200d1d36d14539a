package dev.gopark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.channel.TickChannel;
import dev.gopark.context.Context;
import dev.gopark.sync.Cond;
import dev.gopark.sync.Mutex;
import dev.gopark.sync.RateLimiter;
import dev.gopark.sync.Semaphore;
import dev.gopark.sync.WaitGroup;
import dev.gopark.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a simulation does without the agent. */
class SimulationTest {
  private static SimulationFailure failureOf(Simulation.Builder builder, dev.gopark.Task program) {
    var failure = catchThrowableOfType(SimulationFailure.class, () -> builder.run(program));
    assertThat(failure).isNotNull();
    return failure;
  }

  // Virtual time

  @Test
  void run_everyKindOfWait_goesByVirtualTime() {
    List<String> log = new ArrayList<>();
    Simulation.run(() -> {
      Channel<String> c = Channel.make();
      try (var ctx = Context.withTimeout(Context.background(), Duration.ofHours(1))) {
        Go.go("late", () -> Timers.sleep(Duration.ofMinutes(90)));
        log.add(
            Select.select(
                c.onReceive(v -> v),
                ctx.done().onReceive(v -> "done"),
                Select.timeout(Duration.ofHours(2), () -> "timeout")));
      }
      log.add(
          Select.select(c.onReceive(v -> v), Select.timeout(Duration.ofHours(2), () -> "late")));
      log.add("send " + c.trySend("x", Duration.ofMinutes(10)));
      log.add("empty " + (c.tryReceive(Duration.ofMinutes(10)) instanceof Received.Empty));
      var m = new Mutex();
      m.lock();
      log.add("lock " + m.tryLock(Duration.ofSeconds(5)));
      var s = new Semaphore(1);
      s.acquire(1);
      log.add("acquire " + s.tryAcquire(1, Duration.ofHours(1)));
      var wg = new WaitGroup();
      wg.add(1);
      log.add("await " + wg.await(Duration.ofDays(2)));
      Channel.after(Duration.ofDays(1)).receive();
      var limiter = new RateLimiter(1.0 / 3600, 1);
      limiter.await(1);
      limiter.await(1); // an hour later
      Channel<Integer> fired = Channel.make(1);
      Timers.wheel(Duration.ofMillis(100)).afterFunc(Duration.ofHours(3), () -> fired.send(1));
      fired.receive();
      Timers.sleep(Duration.ofDays(365));
    });
    assertThat(log)
        .containsExactly(
            "done",
            "late",
            "send false",
            "empty true",
            "lock false",
            "acquire false",
            "await false");
  }

  @Test
  void run_time_startsAtAFixedInstantAndJumps() {
    List<Instant> seen = new ArrayList<>();
    Simulation.run(() -> {
      seen.add(Channel.after(Duration.ofSeconds(5)).receive());
      seen.add(Context.withTimeout(Context.background(), Duration.ofSeconds(1)).deadline().get());
    });
    assertThat(seen)
        .containsExactly(
            Instant.parse("2000-01-01T00:00:05Z"), Instant.parse("2000-01-01T00:00:06Z"));
    Instant start = Instant.parse("2030-05-06T07:08:09Z");
    seen.clear();
    Simulation.builder()
        .schedules(1)
        .startTime(start)
        .run(() -> seen.add(Channel.after(Duration.ofNanos(1)).receive()));
    assertThat(seen).containsExactly(start.plusNanos(1));
  }

  @Test
  void run_tickerOfADay_ticksEachSecond() {
    int[] ticks = {0};
    Simulation.builder()
        .schedules(1)
        .maxSteps(100_000_000) // with the agent there are points
        .run(() -> {
          try (TickChannel tick = Channel.tick(Duration.ofSeconds(1))) {
            for (int i = 0; i < 24 * 60 * 60; i++) {
              tick.receive();
              ticks[0]++;
            }
          }
        });
    assertThat(ticks[0]).isEqualTo(86_400);
  }

  @Test
  void run_outsideThreads_keepTheMachinesClock() throws Exception {
    long before = System.nanoTime();
    Simulation.run(() -> Timers.sleep(Duration.ofDays(1000)));
    Timers.sleep(Duration.ofMillis(1));
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofDays(1));
    assertThat(Channel.after(Duration.ZERO).receive())
        .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
  }

  // Settle

  @Test
  void settle_waitsUntilAllOthersAreBlocked() {
    Simulation.builder()
        .run(() -> {
          Channel<Integer> c = Channel.make();
          int[] stage = {0};
          Go.go(() -> {
            for (int i = 0; i < 5; i++) {
              Go.gosched();
            }
            stage[0] = 1;
            c.receive();
            stage[0] = 2;
          });
          Simulation.settle();
          assertThat(stage[0]).isEqualTo(1);
          c.send(7);
          Simulation.settle();
          assertThat(stage[0]).isEqualTo(2);
        });
  }

  @Test
  void settle_timeStandsStill() {
    Simulation.run(() -> {
      boolean[] fired = {false};
      Timers.afterFunc(Duration.ofSeconds(1), () -> fired[0] = true);
      Simulation.settle();
      assertThat(fired[0]).isFalse();
      Timers.sleep(Duration.ofSeconds(1));
      Simulation.settle();
      assertThat(fired[0]).isTrue();
    });
  }

  @Test
  void settle_misused_throws() {
    assertThatThrownBy(Simulation::settle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside a simulation");
    Simulation.builder()
        .strategies(Strategy.ROUND_ROBIN)
        .run(() -> {
          Go.go(Simulation::settle);
          Go.gosched();
          assertThatThrownBy(Simulation::settle)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("already settles");
          Timers.sleep(Duration.ofSeconds(1));
        });
  }

  // Failures

  @Test
  void run_allAsleep_isADeadlockWithReasonsAndLines() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder(),
            () -> {
              Channel<Integer> a = Channel.make();
              Channel<Integer> b = Channel.make();
              Go.go("x", () -> b.send(a.receive()));
              b.receive();
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
    assertThat(failure)
        .hasMessageContaining("all goroutines are asleep - deadlock!")
        .hasMessageContaining("main [chan receive on Channel#")
        .hasMessageContaining("x [chan receive on Channel#")
        .hasMessageContaining("SimulationTest.java:")
        .hasMessageContaining("-Dgopark.simulation.replay=g1.");
  }

  @Test
  void run_goroutineLeft_isNamed() {
    SimulationFailure failure =
        failureOf(Simulation.builder(), () -> Go.go("forgotten", () -> Channel.never().receive()));
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.LEFT_OVER);
    assertThat(failure).hasMessageContaining("forgotten [chan receive (nil chan)");
  }

  @Test
  void run_timeStopsWithTheProgram() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder(), () -> Go.go("sleeper", () -> Timers.sleep(Duration.ofNanos(1))));
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.LEFT_OVER);
    assertThat(failure).hasMessageContaining("sleeper [sleep");
  }

  @Test
  void run_goroutineThrows_fails() {
    var thrown = new IllegalArgumentException("no such thing");
    SimulationFailure failure =
        failureOf(
            Simulation.builder(),
            () -> {
              Go.go(
                  "thrower",
                  () -> {
                    throw thrown;
                  });
              Timers.sleep(Duration.ofSeconds(1));
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
    assertThat(failure.getCause()).isInstanceOf(IllegalArgumentException.class);
    assertThat(failure)
        .hasMessageContaining("thrower throws")
        .hasMessageContaining("no such thing");
  }

  @Test
  void run_endless_isALivelock() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder().maxSteps(10_000),
            () -> {
              Go.go("other", Go::gosched);
              while (true) {
                Go.gosched();
              }
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.LIVELOCK);
    assertThat(failure).hasMessageContaining("10000 steps");
  }

  @Test
  void run_yieldsUntilATimerFires_timeGoesOn() {
    Simulation.builder()
        .run(() -> {
          boolean[] fired = {false};
          Timers.afterFunc(Duration.ofHours(1), () -> fired[0] = true);
          while (!fired[0]) {
            Go.gosched();
          }
        });
  }

  @Test
  void run_loopWithoutPoint_isReportedWithItsLine() {
    SimulationFailure failure =
        failureOf(Simulation.builder().patience(Duration.ofSeconds(5)), () -> new Spinner().spin());
    Spinner.stop = true;
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.STUCK);
    assertThat(failure)
        .hasMessageContaining("main has neither ended")
        .hasMessageContaining("Spinner");
  }

  private static final class Spinner {
    static volatile boolean stop;

    void spin() {
      while (!stop) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void run_realTimeWait_isReportedWithItsLine() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder(), () -> Go.go("jdk", () -> Thread.sleep(Duration.ofMinutes(1))));
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.REAL_TIME);
    assertThat(failure)
        .hasMessageContaining("jdk waits in real time at")
        .hasMessageContaining("SimulationTest.java:");
  }

  @Test
  void run_wokenByAPlatformThread_saysSo() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder().schedules(1).strategies(Strategy.ROUND_ROBIN),
            () -> {
              Channel<Integer> c = Channel.make();
              Thread self = Thread.currentThread();
              Thread foreigner =
                  Thread.ofPlatform()
                      .name("foreigner")
                      .start(() -> {
                        while (self.getState() != Thread.State.WAITING) {
                          Thread.onSpinWait();
                        }
                        c.trySend(1);
                      });
              Go.go(() -> {
                while (foreigner.isAlive()) {
                  Thread.onSpinWait(); // holds the simulation up until it has come
                }
              });
              c.receive();
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.OUTSIDE);
    assertThat(failure)
        .hasMessageContaining("the thread \"foreigner\", which is not part of the simulation")
        .hasMessageContaining("SimulationTest.java:");
  }

  @Test
  void run_nested_isRefused() {
    Simulation.run(() ->
        assertThatThrownBy(() -> Simulation.run(() -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("do not nest"));
  }

  @Test
  void run_differsFromRunToRun_firstDifferenceIsNamed() {
    int[] runs = {0};
    SimulationFailure failure =
        failureOf(
            Simulation.builder(),
            () -> {
              if (++runs[0] % 2 == 0) {
                Go.go("sometimes", () -> {}).join();
              } else {
                Go.go("other times", () -> Go.gosched()).join();
              }
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.NOT_REPEATABLE);
    assertThat(failure)
        .hasMessageContaining("First difference:")
        .hasMessageContaining("sometimes")
        .hasMessageContaining("other times");
  }

  @Test
  void builder_badArguments_throw() {
    var builder = Simulation.builder();
    assertThatThrownBy(() -> builder.schedules(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxSteps(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(builder::strategies).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.patience(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Strategy.of("lucky"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no strategy \"lucky\"")
        .hasMessageContaining("sticky");
  }

  // Schedules

  @Test
  void run_sameSeed_sameTrace() {
    for (Strategy strategy :
        List.of(Strategy.RANDOM, Strategy.STICKY, Strategy.PCT, Strategy.ROUND_ROBIN)) {
      Set<List<Integer>> orders = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        List<Integer> order = new ArrayList<>();
        Simulation.builder().schedules(1).strategies(strategy).seed(42).run(() -> shuffle(order));
        orders.add(order);
      }
      assertThat(orders).as(strategy.toString()).hasSize(1);
    }
  }

  @Test
  void run_otherSeeds_otherOrders() {
    Set<List<Integer>> orders = new HashSet<>();
    Simulation.builder()
        .schedules(200)
        .run(() -> {
          List<Integer> order = new ArrayList<>();
          shuffle(order);
          orders.add(order);
        });
    assertThat(orders).hasSize(24);
  }

  /** Four goroutines write down when they run. */
  private static void shuffle(List<Integer> order) throws InterruptedException {
    var wg = new WaitGroup();
    for (int i = 0; i < 4; i++) {
      int n = i;
      wg.go(() -> order.add(n));
    }
    wg.await();
  }

  @Test
  void run_exhaustive_triesEachOrderOnce() {
    List<List<Integer>> orders = new ArrayList<>();
    SimulationReport report =
        Simulation.builder()
            .schedules(10_000)
            .strategies(Strategy.exhaustive(0)) // without the agent there is nothing else
            .run(() -> {
              List<Integer> order = new ArrayList<>();
              shuffle(order);
              orders.add(order);
            });
    assertThat(report.exhausted()).isTrue();
    assertThat(report.distinct()).isEqualTo(report.schedules());
    assertThat(new HashSet<>(orders)).hasSize(24);
  }

  @Test
  void run_selectAmongReady_dependsOnTheSeedOnly() {
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      List<Integer> picks = new ArrayList<>();
      Simulation.run(() -> {
        Channel<Integer> a = Channel.make(10);
        Channel<Integer> b = Channel.make(10);
        for (int k = 0; k < 10; k++) {
          a.send(0);
          b.send(1);
        }
        for (int k = 0; k < 10; k++) {
          picks.add(Select.<Integer>select(a.onReceive(), b.onReceive()));
        }
      });
      seen.add(picks);
      // Fills the cache of rounds with random states.
      Channel<Integer> c = Channel.make(1);
      assertThat(c.trySend(1)).isTrue();
      try {
        Select.select(c.onReceive(), Channel.<Integer>never().onReceive());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(seen).hasSize(1);
    assertThat(seen.iterator().next()).contains(0, 1);
  }

  // Shortening and replay

  /** A check and an act that are not one: fails if the other comes between. */
  private static void lostUpdate() throws InterruptedException {
    var wg = new WaitGroup();
    int[] n = {0};
    for (int i = 0; i < 3; i++) {
      wg.go(() -> {
        int v = n[0];
        Go.gosched();
        n[0] = v + 1;
      });
    }
    wg.await();
    assertThat(n[0]).isEqualTo(3);
  }

  @Test
  void failure_replayString_givesTheSameFailure() {
    var cond = new Cond(new Mutex()); // loads the class
    assertThat(cond).isNotNull();
    SimulationFailure failure =
        failureOf(Simulation.builder().named("lost"), SimulationTest::lostUpdate);
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
    System.setProperty("gopark.simulation.replay", failure.replay());
    try {
      SimulationFailure again =
          failureOf(Simulation.builder().named("lost"), SimulationTest::lostUpdate);
      assertThat(again.trace()).isEqualTo(failure.trace());
      assertThat(again).hasMessageContaining("the schedule of the replay string");
      // Others run as usual.
      Simulation.builder().named("another").schedules(2).run(() -> {});
      // Not the program it was made for.
      SimulationFailure other = failureOf(Simulation.builder().named("lost"), () -> {});
      assertThat(other).hasMessageContaining("does not fail").hasMessageContaining("other classes");
    } finally {
      System.clearProperty("gopark.simulation.replay");
    }
  }

  @Test
  void failure_replayStringDamaged_saysWhatItShouldLookLike() {
    System.setProperty("gopark.simulation.replay", "g1.nonsense");
    try {
      assertThatThrownBy(() -> Simulation.run(() -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a replay string");
    } finally {
      System.clearProperty("gopark.simulation.replay");
    }
  }

  @Test
  void failure_scheduleIsShortened() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder().strategies(Strategy.RANDOM).schedules(1000),
            () -> {
              boolean[] armed = {false};
              var wg = new WaitGroup();
              for (int i = 0; i < 4; i++) {
                wg.go(() -> yields(10));
              }
              wg.go(() -> {
                yields(1);
                armed[0] = true;
              });
              wg.go(() -> {
                yields(3);
                assertThat(armed[0]).isTrue();
              });
              wg.await();
            });
    assertThat(failure.getMessage()).containsPattern("shortened from \\d+ decisions to [1-4]\\b");
  }

  private static void yields(int n) {
    for (int k = 0; k < n; k++) {
      Go.gosched();
    }
  }

  @Test
  void trace_hasAColumnForEachGoroutine() {
    SimulationFailure failure =
        failureOf(
            Simulation.builder().strategies(Strategy.ROUND_ROBIN),
            () -> {
              Channel<Integer> c = Channel.make();
              Go.go("sender", () -> c.send(1));
              c.receive();
              Timers.sleep(Duration.ofSeconds(3));
              c.receive();
            });
    assertThat(failure.trace().lines().toList().getFirst())
        .contains("step", "time", "| main", "| sender", "| clock");
    assertThat(failure.trace()).contains("waits: chan receive on", "wakes main", "3s");
  }
}

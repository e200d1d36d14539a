package dev.gopark.timer;

import static dev.gopark.testing.Schedules.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The protocols of timers, production code, under the schedules of a simulation. */
class TimerSimulationTest {
  private static final Duration MS = Duration.ofMillis(1);

  /** Whether a stop at about the instant of the deadline answered true. */
  private static boolean stopAtTheDeadline(TimerTask[] timer) throws InterruptedException {
    Timers.sleep(MS);
    return timer[0].stop();
  }

  @Test
  void stops_againstTheFireAndEachOther_exactlyOneComesTrue() {
    Set<Integer> seen = new HashSet<>();
    search(() -> {
      int[] ran = {0};
      TimerTask[] timer = {null};
      var wg = new WaitGroup();
      boolean[] stopped = {false, false};
      // Who arms first fires first, so who sleeps first may come before the timer.
      wg.go(() -> stopped[0] = stopAtTheDeadline(timer));
      wg.go(() -> stopped[1] = stopAtTheDeadline(timer));
      wg.go(() -> timer[0] = Timers.afterFunc(MS, () -> ran[0]++));
      wg.await();
      Timers.sleep(MS);
      assertThat(ran[0] + (stopped[0] ? 1 : 0) + (stopped[1] ? 1 : 0)).isEqualTo(1);
      seen.add(ran[0]);
    });
    assertThat(seen).contains(0, 1); // both happened
  }

  @Test
  void reset_againstTheFire_answersSayHowOftenItRuns() {
    Set<Integer> seen = new HashSet<>();
    search(() -> {
      int[] ran = {0};
      TimerTask[] timer = {null};
      boolean[] moved = {false};
      var wg = new WaitGroup();
      wg.go(() -> {
        Timers.sleep(MS);
        moved[0] = timer[0].reset(MS);
      });
      wg.go(() -> timer[0] = Timers.afterFunc(MS, () -> ran[0]++));
      wg.await();
      Timers.sleep(MS.multipliedBy(3));
      assertThat(ran[0]).isEqualTo(moved[0] ? 1 : 2);
      seen.add(ran[0]);
    });
    assertThat(seen).contains(1, 2);
  }

  @Test
  void every_stopped_runsNoMore() {
    search(() -> {
      int[] ran = {0};
      TimerTask timer = Timers.every(MS, () -> ran[0]++);
      Go.go(() -> {
        Timers.sleep(MS.multipliedBy(3));
        timer.stop();
      });
      Timers.sleep(MS.multipliedBy(4));
      int before = ran[0];
      assertThat(before).isBetween(2, 3);
      Timers.sleep(MS.multipliedBy(4));
      assertThat(ran[0]).isEqualTo(before);
    });
  }

  @Test
  void wheel_stopAgainstTheFire_exactlyOneComesTrue() {
    search(() -> {
      TimerService wheel = Timers.wheel(MS);
      int[] ran = {0};
      TimerTask first = wheel.afterFunc(MS, () -> ran[0]++);
      TimerTask second = wheel.afterFunc(MS, () -> ran[0]++);
      var wg = new WaitGroup();
      boolean[] stopped = {false, false};
      wg.go(() -> {
        Timers.sleep(MS);
        stopped[0] = first.stop();
      });
      wg.go(() -> stopped[1] = second.stop());
      wg.await();
      Timers.sleep(MS.multipliedBy(3));
      assertThat(ran[0] + (stopped[0] ? 1 : 0) + (stopped[1] ? 1 : 0)).isEqualTo(2);
    });
  }

  @Test
  void timers_armedByManyAtOnce_allFireInTime() {
    search(() -> {
      var wg = new WaitGroup();
      int[] fired = {0};
      for (int i = 0; i < 4; i++) {
        int n = i;
        wg.go(() -> {
          Timers.afterFunc(MS.multipliedBy(n), () -> fired[0]++);
          Timers.sleep(MS.multipliedBy(3 - n));
        });
      }
      wg.await();
      Timers.sleep(MS.multipliedBy(4));
      assertThat(fired[0]).isEqualTo(4);
    });
  }
}

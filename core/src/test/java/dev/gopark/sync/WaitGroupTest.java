package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WaitGroupTest {
  private final WaitGroup group = new WaitGroup();

  @Test
  @DisplayName("W1 W3 TestWaitGroup: a two-phase barrier of 16, eight times with the same groups")
  void await_isNotReleasedEarly_andGroupsCanBeReused() throws Exception {
    var first = new WaitGroup();
    var second = new WaitGroup();
    for (int round = 0; round < 8; round++) {
      int n = 16;
      first.add(n);
      second.add(n);
      var exited = new AtomicInteger();
      List<Waits.Run> runs = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        runs.add(
            Waits.startVirtual(() -> {
              first.done();
              second.await();
              exited.incrementAndGet();
            }));
      }
      first.await();
      for (int i = 0; i < n; i++) {
        assertThat(exited).as("released too early").hasValue(0);
        second.done();
      }
      for (Waits.Run run : runs) {
        run.join();
      }
      assertThat(exited).hasValue(n);
    }
    assertThat(first).asString().endsWith("[0, 0 waiting]");
  }

  @Test
  @DisplayName("W2 TestWaitGroupMisuse: a negative counter throws and changes nothing")
  void done_tooOften_throws() throws Exception {
    group.add(1);
    group.done();
    assertThatThrownBy(group::done)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("negative WaitGroup counter");
    group.await();
    assertThatThrownBy(() -> group.add(Integer.MIN_VALUE))
        .isInstanceOf(IllegalStateException.class);
    group.add(Integer.MAX_VALUE);
    assertThatThrownBy(() -> group.add(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("overflow");
    group.add(-Integer.MAX_VALUE);
    group.await();
  }

  @Test
  @DisplayName("W2 an add while the waiters of the last round are being released is misuse")
  void add_whileReleasing_throws() {
    // The word between D1 and D2 of another thread.
    group.setReleasing();
    assertThatThrownBy(() -> group.add(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("misuse");
  }

  @Test
  @DisplayName(
      "W3 a done that comes late to D2, when its waiter has left, leaves the next round alone")
  void release_late_leavesTheNextRoundAlone() throws Exception {
    group.add(1);
    Waits.Run next = Waits.start(group::await);
    Waits.parked(next.thread());
    group.release();
    assertThat(group).asString().endsWith("[1, 1 waiting]");
    group.done();
    next.join();
  }

  @RepeatedTest(1000)
  @DisplayName("W1 TestWaitGroupRace: two dones, no early return")
  void await_twoDones_seesBoth() throws Exception {
    var n = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      group.add(1);
      Waits.startVirtual(() -> {
        n.incrementAndGet();
        group.done();
      });
    }
    group.await();
    assertThat(n).hasValue(2);
  }

  @Test
  @DisplayName("W4 TestWaitGroupGo: the task has ended when await returns, even if it threw")
  void go_countsUntilTheTaskHasEnded() throws Exception {
    var ran = new AtomicInteger();
    group.go(ran::incrementAndGet);
    Thread failing =
        group.go(() -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
          ran.incrementAndGet();
          throw new Exception("on purpose");
        });
    Thread exiting =
        group.go(() -> {
          ran.incrementAndGet();
          dev.gopark.Go.goexit();
        });
    group.await();
    assertThat(ran).hasValue(3);
    failing.join();
    exiting.join();
  }

  @Test
  @DisplayName("W3 many may wait")
  void await_manyWaiters_allReturn() throws Exception {
    group.add(1);
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      runs.add(i % 2 == 0 ? Waits.start(group::await) : Waits.startVirtual(group::await));
    }
    Waits.until(() -> group.toString().endsWith("[1, 10 waiting]"));
    group.done();
    for (Waits.Run run : runs) {
      run.join();
    }
  }

  @Test
  void await_interrupted_hasNoEffectOnOthers() throws Exception {
    group.add(1);
    var woken = new AtomicBoolean();
    Waits.Run stays =
        Waits.start(() -> {
          group.await();
          woken.set(true);
        });
    Waits.Run leaves = Waits.start(group::await);
    assertThat(Waits.parked(stays.thread())).startsWith("sync.WaitGroup.Wait on WaitGroup@");
    Waits.parked(leaves.thread());
    leaves.thread().interrupt();
    assertThatThrownBy(leaves::join).hasCauseInstanceOf(InterruptedException.class);
    assertThat(woken).isFalse();
    group.done();
    stays.join();
    assertThat(woken).isTrue();
    group.add(1);
    group.done();
  }

  @Test
  void awaitTimed_tellsWhetherItIsZero() throws Exception {
    assertThat(group.await(Duration.ZERO)).isTrue();
    group.add(1);
    assertThat(group.await(Duration.ZERO)).isFalse();
    assertThat(group.await(Duration.ofMillis(1))).isFalse();
    Waits.Run done = Waits.start(group::done);
    assertThat(group.await(Waits.LONG)).isTrue();
    done.join();
    group.add(1);
    group.done();
    group.await();
  }
}

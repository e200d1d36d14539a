package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The transitions, on processors without machines. */
class IdleSetTest {
  private final Row row = new Row(4);
  private final IdleSet idle = new IdleSet(row, Processors.MAX);

  /** Processors at places 0 to n - 1. */
  static final class Row implements IdleSet.House {
    private final GlobalQueue global = new GlobalQueue();
    final AtomicInteger stirs = new AtomicInteger();
    volatile boolean work;
    BooleanSupplier look = () -> work;
    volatile Processor[] row;

    Row(int procs) {
      row = new Processor[procs];
      for (int slot = 0; slot < procs; slot++) {
        row[slot] = processor(slot);
      }
    }

    Processor processor(int slot) {
      return new Processor(slot, 2, global, null);
    }

    /** A new processor gets the place. */
    Processor replace(int slot) {
      Processor[] changed = row.clone();
      changed[slot] = processor(slot);
      row = changed;
      return changed[slot];
    }

    @Override
    public Processor[] row() {
      return row;
    }

    @Override
    public boolean mustLook() {
      return look.getAsBoolean();
    }

    @Override
    public void stirred() {
      stirs.incrementAndGet();
    }
  }

  private Processor goIdle(int slot) {
    Processor processor = row.row[slot];
    assertThat(idle.goIdle(processor, false)).isTrue();
    assertThat(processor.status()).isEqualTo(Processor.IDLE);
    return processor;
  }

  private boolean wakes(Processor processor) {
    idle.wake();
    boolean woken = processor.status() == Processor.WOKEN;
    if (woken) {
      assertThat(idle.arrive(processor)).isTrue();
      assertThat(processor.status()).isEqualTo(Processor.ACTIVE);
    }
    return woken;
  }

  @Test
  void new_always_isEmpty() {
    assertThat(idle.isEmpty()).isTrue();
    assertThat(idle.size()).isZero();
    idle.wake();
    assertThat(idle.spinning()).isZero();
  }

  @Test
  @DisplayName("G32 a bit a processor, the last one too")
  void goIdleAndWake_everyPlace_eachOnce() {
    var all = new Row(Processors.MAX);
    var set = new IdleSet(all, Processors.MAX);
    for (Processor processor : all.row) {
      assertThat(set.goIdle(processor, false)).isTrue();
    }
    assertThat(set.size()).isEqualTo(Processors.MAX);

    set.wake();
    for (int left = Processors.MAX - 1; left > 0; left--) {
      assertThat(set.size()).isEqualTo(left);
      set.endSearch(); // wakes the next one
    }

    assertThat(set.isEmpty()).isTrue();
    set.endSearch();
    assertThat(set.spinning()).isZero();
    assertThat(all.row).allMatch(processor -> processor.status() == Processor.WOKEN);
  }

  @Test
  void goIdle_nothingToDo_parksAndIsFound() {
    Processor processor = goIdle(2);
    assertThat(idle.size()).isEqualTo(1);
    assertThat(idle.hasBit(2)).isTrue();
    assertThat(row.stirs).hasValue(0);

    assertThat(wakes(processor)).isTrue();

    assertThat(idle.isEmpty()).isTrue();
    assertThat(idle.hasBit(2)).isFalse();
    assertThat(idle.spinning()).as("the woken one spins").isEqualTo(1);
    assertThat(row.stirs).as("sysmon").hasValue(1);
  }

  @Test
  void goIdle_workFoundAtTheSecondLook_staysAndSpinsOnIfItDid() {
    row.work = true;
    assertThat(idle.beginSearch()).isTrue();
    assertThat(idle.goIdle(row.row[0], true)).isFalse();
    assertThat(row.row[0].status()).isEqualTo(Processor.ACTIVE);
    assertThat(idle.spinning()).isEqualTo(1);
    assertThat(row.stirs).as("sysmon may have seen it idle").hasValue(1);

    assertThat(idle.goIdle(row.row[1], false)).isFalse();
    assertThat(idle.spinning()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "procs(n) takes a spinner's processor after it stopped counting, and before it looks")
  void goIdle_retiredWhileItLooks_leavesWhatItSawToAnother() {
    Processor sleeper = goIdle(1);
    assertThat(idle.beginSearch()).isTrue();
    idle.wake(); // for work that is left to the spinner
    assertThat(sleeper.status()).isEqualTo(Processor.IDLE);
    row.look =
        () -> {
          assertThat(idle.retire(row.row[0])).isFalse();
          return true;
        };

    assertThat(idle.goIdle(row.row[0], true)).as("it looks no more").isTrue();

    assertThat(sleeper.status()).isEqualTo(Processor.WOKEN);
    assertThat(idle.spinning()).isEqualTo(1);
  }

  @Test
  void goIdle_lastSpinner_countsNoLonger() {
    assertThat(idle.beginSearch()).isTrue();
    assertThat(idle.goIdle(row.row[0], true)).isTrue();
    assertThat(idle.spinning()).isZero();
  }

  @Test
  void goIdle_retired_refusesAndLeavesTheSpinnerToTheMachine() {
    assertThat(idle.beginSearch()).isTrue();
    idle.retire(row.row[0]);
    assertThat(idle.goIdle(row.row[0], true)).isFalse();
    assertThat(idle.spinning()).isEqualTo(1);
  }

  @Test
  void leaveIdle_wokenMeanwhile_refuses() {
    Processor processor = goIdle(0);
    idle.wake();
    assertThat(idle.leaveIdle(processor)).isFalse();
    assertThat(idle.arrive(processor)).isTrue();
  }

  @Test
  @DisplayName("The bit that is left behind costs the next waker a look, not the wake-up")
  void wake_bitLeftByAMachineThatLeftByItself_findsTheNext() {
    Processor first = goIdle(0);
    assertThat(idle.leaveIdle(first)).isTrue();
    assertThat(idle.hasBit(0)).isTrue();
    assertThat(idle.isEmpty()).isTrue();
    idle.wake();
    assertThat(idle.spinning()).as("nobody to wake").isZero();

    goIdle(0);
    assertThat(idle.leaveIdle(first)).isTrue();
    Processor second = goIdle(1);
    assertThat(wakes(second)).isTrue();
    assertThat(first.status()).isEqualTo(Processor.ACTIVE);
  }

  @Test
  @DisplayName("procs(1), procs(2) while the old machine stands before leaving idle")
  void leaveIdle_placeGivenToAnother_takesNothingFromIt() {
    Processor old = goIdle(1);
    assertThat(old.status()).as("its machine has looked").isEqualTo(Processor.IDLE);
    assertThat(idle.retire(old)).isFalse();
    row.replace(1);
    Processor young = goIdle(1);

    assertThat(idle.leaveIdle(old)).as("the old machine goes on").isFalse();

    assertThat(idle.size()).isEqualTo(1);
    assertThat(wakes(young)).as("it can still be woken").isTrue();
  }

  @Test
  void retire_eachStatus_isTheLastOne() {
    assertThat(idle.retire(row.row[0])).as("active").isFalse();
    assertThat(idle.retire(goIdle(1))).as("idle").isFalse();
    goIdle(2);
    idle.wake();
    assertThat(row.row[2].status()).isEqualTo(Processor.WOKEN);
    assertThat(idle.retire(row.row[2])).as("woken: its search has to be ended").isTrue();
    assertThat(idle.retire(row.row[2])).as("again").isFalse();
    assertThat(idle.spinning()).isEqualTo(1);
    Processor other = goIdle(3);

    idle.endSearch();

    assertThat(other.status()).as("looks in its place").isEqualTo(Processor.WOKEN);
    for (int slot = 0; slot < 3; slot++) {
      assertThat(row.row[slot].isRetired()).isTrue();
      assertThat(idle.arrive(row.row[slot])).isFalse();
      assertThat(idle.leaveIdle(row.row[slot])).isFalse();
    }
  }

  @Test
  void wake_placeIsGone_goesOnToTheNext() {
    goIdle(2);
    idle.retire(row.row[2]);
    Processor last = goIdle(3);
    row.row = new Processor[] {row.row[0], row.row[1], row.row[2], last};
    assertThat(wakes(last)).isTrue();
    idle.endSearch();

    idle.goIdle(last, false);
    idle.retire(last);
    row.row = new Processor[] {row.row[0]};
    idle.wake();
    assertThat(idle.spinning()).isZero();
    assertThat(idle.hasBit(3)).isFalse();
  }

  @Test
  @DisplayName("G20 only one spinner is woken at a time")
  void wake_somebodySpins_leavesItToThat() {
    goIdle(0);
    Processor second = goIdle(1);
    idle.wake();
    assertThat(row.row[0].status()).isEqualTo(Processor.WOKEN);

    idle.wake();

    assertThat(second.status()).isEqualTo(Processor.IDLE);
    assertThat(idle.spinning()).isEqualTo(1);
    idle.endSearch();
    assertThat(second.status())
        .as("the spinner found work: there may be more")
        .isEqualTo(Processor.WOKEN);
  }

  @Test
  @DisplayName("G19 half as many as are busy may spin")
  void beginSearch_halfOfTheBusySpin_refuses() {
    assertThat(idle.beginSearch()).isTrue();
    assertThat(idle.beginSearch()).isTrue();
    assertThat(idle.beginSearch()).isFalse();
    idle.endSearch();
    goIdle(0);
    goIdle(1);
    assertThat(idle.beginSearch()).as("one of two").isFalse();
    idle.endSearch();
    assertThat(idle.spinning()).as("which wakes one").isEqualTo(1);
  }

  @Test
  void wakeAll_always_nothingIsIdle() {
    goIdle(0);
    goIdle(3);
    idle.wakeAll();
    assertThat(idle.isEmpty()).isTrue();
    assertThat(idle.spinning()).isZero();
    assertThat(row.row).allMatch(processor -> processor.status() == Processor.ACTIVE);
    assertThat(row.stirs.get()).isPositive();
  }

  @Test
  void race_wakersAgainstLeavers_eachIdleProcessorHasOneOwner() throws InterruptedException {
    int rounds = 2_000;
    var all = new Row(68);
    var set = new IdleSet(all, Processors.MAX);
    for (int round = 0; round < rounds; round++) {
      for (int slot = 60; slot < 68; slot++) {
        assertThat(set.goIdle(all.row[slot], false)).isTrue();
      }
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 8; i++) {
                    set.wake();
                  }
                }));
      }
      int left = 0;
      int woken = 0;
      for (int slot = 60; slot < 68; slot++) {
        if (set.leaveIdle(all.row[slot])) {
          left++;
        }
        if (set.arrive(all.row[slot])) {
          woken++;
          set.endSearch();
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(left + woken).isEqualTo(8);
      assertThat(set.spinning()).isZero();
      assertThat(set.isEmpty()).isTrue();
    }
  }

  @Test
  void toString_always_printsTheNumbers() {
    goIdle(3);
    assertThat(idle.beginSearch()).isTrue();
    assertThat(idle).hasToString("IdleSet[1 idle, 1 spinning]");
  }
}

package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Where a goroutine starts that one of a scheduler's own threads starts, as for a timer. */
class GmpSpawnerTest {
  private final Scheduler scheduler =
      Scheduler.builder().procs(1).name("home").timeSlice(Duration.ofMillis(1)).build();
  private final AtomicReference<String> carrier = new AtomicReference<>();
  private final CountDownLatch ran = new CountDownLatch(1);

  /**
   * Has sysmon start a goroutine while it hands a processor over, as when it fires a timer; nothing
   * is handed over before {@code mayBegin}.
   */
  private void startFromSysmon(BooleanSupplier mayBegin) {
    var done = new AtomicBoolean();
    scheduler.kernel().machines.starter =
        machine -> {
          assertThat(Thread.currentThread()).isInstanceOf(Sysmon.class);
          if (!mayBegin.getAsBoolean()) {
            throw new OutOfMemoryError("not yet, says the test");
          }
          if (done.compareAndSet(false, true)) {
            new GmpSpawner()
                .spawn(
                    null,
                    () -> {
                      carrier.set(VirtualThreads.currentCarrier().getName());
                      ran.countDown();
                    });
          }
          machine.start();
        };
  }

  @Test
  void spawn_bySysmon_onItsScheduler() {
    startFromSysmon(() -> true);
    Thread hog =
        scheduler.go(() -> {
          while (ran.getCount() != 0) {
            Thread.onSpinWait();
          }
        });
    Await.end(hog);
    assertThat(carrier.get()).startsWith("gopark-home-M");
    scheduler.close();
  }

  @Test
  void spawn_bySysmonOfAClosingScheduler_isLetInWhileOthersLive() throws InterruptedException {
    startFromSysmon(scheduler.kernel().shutdown::isRefusing);
    var runs = new AtomicBoolean();
    Thread hog =
        scheduler.go(() -> {
          runs.set(true);
          while (ran.getCount() != 0) {
            Thread.onSpinWait();
          }
        });
    Await.until("it runs", runs::get);
    assertThat(scheduler.close(Duration.ZERO)).isFalse();
    Await.end(hog);
    assertThat(carrier.get()).startsWith("gopark-home-M");
    scheduler.close();
  }
}

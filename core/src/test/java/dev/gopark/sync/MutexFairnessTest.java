package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutexFairnessTest {
  private final Mutex mutex = new Mutex();
  private volatile boolean stop;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("M5 TestMutexFairness: beside a hog the victim gets the mutex ten times in time")
  void lock_besideAHog_isNotStarved(boolean virtual) throws Exception {
    Task hog =
        () -> {
          while (!stop) {
            mutex.lock();
            LockSupport.parkNanos(100_000);
            mutex.unlock();
          }
        };
    Waits.Run hogging = virtual ? Waits.startVirtual(hog) : Waits.start(hog);
    Task victim =
        () -> {
          for (int i = 0; i < 10; i++) {
            LockSupport.parkNanos(100_000);
            mutex.lock();
            mutex.unlock();
          }
        };
    long start = System.nanoTime();
    (virtual ? Waits.startVirtual(victim) : Waits.start(victim)).join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    stop = true;
    hogging.join();
    mutex.checkQuiet();
  }
}

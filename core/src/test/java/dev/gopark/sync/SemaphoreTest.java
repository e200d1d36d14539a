package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private static void untilWaiting(Semaphore semaphore, int n) {
    Waits.until(() -> semaphore.toString().endsWith(" " + n + " waiting]"));
  }

  @Test
  @DisplayName("H1 TestWeighted: never more taken than there is")
  void acquire_hammered_neverExceeds() throws Exception {
    int size = 4;
    var semaphore = new Semaphore(size);
    var taken = new AtomicLong();
    long seed = ThreadLocalRandom.current().nextLong();
    var ids = new AtomicLong();
    Waits.together(
        8,
        () -> {
          var random = new Random(seed + ids.incrementAndGet());
          for (int i = 0; i < 500; i++) {
            long n = random.nextInt(size + 1);
            semaphore.acquire(n);
            assertThat(taken.addAndGet(n)).as("seed %d", seed).isLessThanOrEqualTo(size);
            Thread.yield();
            taken.addAndGet(-n);
            semaphore.release(n);
          }
        });
    assertThat(semaphore.available()).isEqualTo(size);
  }

  @Test
  @DisplayName("H1 TestWeightedPanic: releasing more than was taken throws and changes nothing")
  void release_tooMuch_throws() throws Exception {
    var semaphore = new Semaphore(1);
    assertThatThrownBy(semaphore::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("released more than held");
    semaphore.acquire();
    assertThatThrownBy(() -> semaphore.release(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> semaphore.release(Long.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> semaphore.acquire(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(semaphore.available()).isZero();
    semaphore.release();
    assertThat(semaphore).asString().endsWith("[1 of 1 free, 0 waiting]");
  }

  @Test
  @DisplayName("H1 TestWeightedTryAcquire")
  void tryAcquire_takesWhatIsThere() {
    var semaphore = new Semaphore(2);
    assertThat(semaphore.tryAcquire(1)).isTrue();
    assertThat(semaphore.tryAcquire(2)).isFalse();
    assertThat(semaphore.tryAcquire(1)).isTrue();
    assertThat(semaphore.tryAcquire(1)).isFalse();
    assertThat(semaphore.tryAcquire(0)).isTrue();
    semaphore.release(2);
    assertThat(semaphore.tryAcquire(2)).isTrue();
  }

  @Test
  @DisplayName("H1 tryAcquire fails while somebody waits, though there are permits")
  void tryAcquire_behindAWaiter_fails() throws Exception {
    var semaphore = new Semaphore(3);
    semaphore.acquire(2);
    Waits.Run large = Waits.start(() -> semaphore.acquire(2));
    assertThat(Waits.parked(large.thread())).startsWith("semacquire on Semaphore@");
    assertThat(semaphore.available()).isEqualTo(1);
    assertThat(semaphore.tryAcquire(1)).isFalse();
    assertThat(semaphore.tryAcquire(1, Duration.ofMillis(1))).isFalse();
    semaphore.release(1);
    large.join();
    assertThat(semaphore.available()).isZero();
  }

  @Test
  @DisplayName("H2 TestWeightedDoesntBlockIfTooBig: an impossible request holds up nobody")
  void acquire_moreThanThereIs_blocksOnlyItself() throws Exception {
    var semaphore = new Semaphore(2);
    Waits.Run impossible = Waits.start(() -> semaphore.acquire(3));
    Waits.parked(impossible.thread());
    for (int i = 0; i < 100; i++) {
      semaphore.acquire(2);
      semaphore.release(2);
    }
    assertThat(semaphore.tryAcquire(3, Duration.ofMillis(1))).isFalse();
    impossible.thread().interrupt();
    assertThatThrownBy(impossible::join).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  @DisplayName("H1 TestLargeAcquireDoesntStarve: small ones do not overtake a large one for ever")
  void acquire_large_isNotStarved() throws Exception {
    var semaphore = new Semaphore(4);
    var stop = new dev.gopark.atomic.AtomicBool();
    List<Waits.Run> small = new ArrayList<>();
    semaphore.acquire(4);
    for (int i = 0; i < 4; i++) {
      small.add(
          Waits.startVirtual(() -> {
            while (!stop.load()) {
              semaphore.acquire(1);
              Thread.yield();
              semaphore.release(1);
            }
          }));
    }
    semaphore.release(4);
    semaphore.acquire(4);
    stop.store(true);
    semaphore.release(4);
    for (Waits.Run run : small) {
      run.join();
    }
  }

  @Test
  @DisplayName(
      "H3 TestAllocCancelDoesntStarve: a cancelled first waiter lets the next ones through")
  void acquire_firstInterrupted_letsTheOthersThrough() throws Exception {
    var semaphore = new Semaphore(10);
    semaphore.acquire(1);
    Waits.Run all = Waits.start(() -> semaphore.acquire(10));
    Waits.parked(all.thread());
    Waits.Run one = Waits.start(() -> semaphore.acquire(1));
    Waits.parked(one.thread());
    untilWaiting(semaphore, 2);
    all.thread().interrupt();
    assertThatThrownBy(all::join).hasCauseInstanceOf(InterruptedException.class);
    one.join();
    assertThat(semaphore.available()).isEqualTo(8);
  }

  @Test
  @DisplayName("H1 one release lets in as many as fit, in order")
  void release_letsInWhatFits() throws Exception {
    var semaphore = new Semaphore(6);
    semaphore.acquire(6);
    List<Waits.Run> runs = new ArrayList<>();
    long[] wants = {2, 1, 4, 1};
    for (int i = 0; i < wants.length; i++) {
      long n = wants[i];
      runs.add(Waits.start(() -> semaphore.acquire(n)));
      untilWaiting(semaphore, i + 1);
    }
    semaphore.release(6);
    runs.get(0).join();
    runs.get(1).join();
    // Three are free, the third wants four, and the fourth must not overtake it.
    untilWaiting(semaphore, 2);
    assertThat(semaphore.available()).isEqualTo(3);
    semaphore.release(2);
    runs.get(2).join();
    runs.get(3).join();
    assertThat(semaphore.available()).isZero();
  }

  @Test
  @DisplayName("H2 H3 interrupts and timeouts lose no permit and double none")
  void withInterruptsAndTimeouts_permitsAreKept() throws Exception {
    var semaphore = new Semaphore(3);
    long seed = ThreadLocalRandom.current().nextLong();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      var random = new Random(seed + i);
      runs.add(
          Waits.startVirtual(() -> {
            for (int n = 0; n < 500; n++) {
              long permits = random.nextLong(1, 4);
              try {
                if (random.nextBoolean()) {
                  semaphore.acquire(permits);
                } else if (!semaphore.tryAcquire(
                    permits, Duration.ofNanos(random.nextInt(50_000)))) {
                  continue;
                }
                Thread.yield();
                semaphore.release(permits);
              } catch (InterruptedException interrupted) {
                // It did not happen: go on.
              }
            }
          }));
    }
    var random = new Random(seed);
    while (runs.stream().anyMatch(run -> !run.isDone())) {
      runs.get(random.nextInt(runs.size())).thread().interrupt();
      TimeUnit.MICROSECONDS.sleep(20);
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(semaphore).as("seed %d", seed).asString().endsWith("[3 of 3 free, 0 waiting]");
  }
}

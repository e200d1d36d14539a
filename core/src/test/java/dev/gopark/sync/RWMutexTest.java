package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RWMutexTest {
  private final RWMutex mutex = new RWMutex();

  private void assertFree() {
    assertThat(mutex).asString().endsWith("[free, 0 readers and 0 writers waiting]");
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
  }

  @Test
  @DisplayName("R4 TestRWMutex: the try operations tell the truth")
  void try_tellsTheTruth() {
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.tryRLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryRLock()).isTrue();
    assertThat(mutex.tryRLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex).asString().contains("2 reading");
    mutex.rUnlock();
    mutex.rUnlock();
    assertFree();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  @DisplayName("R1 TestParallelReaders: readers hold it together")
  void rLock_byMany_isShared(int readers) throws Exception {
    var inside = new WaitGroup();
    inside.add(readers);
    Waits.together(
        readers,
        () -> {
          mutex.rLock();
          inside.done();
          inside.await();
          mutex.rUnlock();
        });
    assertFree();
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "10"})
  @DisplayName("R1 R3 HammerRWMutex: writers exclude everybody, readers exclude writers")
  void hammer_excludes(int readers) throws Exception {
    var activity = new AtomicInteger();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      runs.add(Waits.startVirtual(() -> write(activity)));
    }
    for (int i = 0; i < readers; i++) {
      runs.add(
          i % 2 == 0
              ? Waits.start(() -> read(activity))
              : Waits.startVirtual(() -> read(activity)));
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertFree();
  }

  private void write(AtomicInteger activity) throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      if (i % 3 == 0) {
        if (!mutex.tryLock()) {
          continue;
        }
      } else {
        mutex.lock();
      }
      assertThat(activity.getAndAdd(10_000)).isZero();
      if (i % 16 == 0) {
        Thread.yield();
      }
      assertThat(activity.addAndGet(-10_000)).isZero();
      mutex.unlock();
    }
  }

  private void read(AtomicInteger activity) throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      if (i % 3 == 0) {
        if (!mutex.tryRLock()) {
          continue;
        }
      } else {
        mutex.rLock();
      }
      assertThat(activity.incrementAndGet()).isBetween(1, 9_999);
      if (i % 16 == 0) {
        Thread.yield();
      }
      activity.decrementAndGet();
      mutex.rUnlock();
    }
  }

  @Test
  @DisplayName("R1 a writer that waits keeps new readers out; those that were in finish first")
  void lock_waiting_keepsReadersOut() throws Exception {
    mutex.rLock();
    mutex.rLock();
    Waits.Run writer = Waits.start(mutex::lock);
    assertThat(Waits.parked(writer.thread())).startsWith("sync.RWMutex.Lock on RWMutex@");
    assertThat(mutex.tryRLock()).isFalse();
    assertThat(mutex.tryLock()).isFalse();
    Waits.Run reader = Waits.start(mutex::rLock);
    assertThat(Waits.parked(reader.thread())).startsWith("sync.RWMutex.RLock on RWMutex@");
    mutex.rUnlock();
    assertThat(writer.isDone()).isFalse();
    mutex.rUnlock();
    writer.join();
    assertThat(reader.isDone()).isFalse();
    mutex.unlock();
    reader.join();
    mutex.rUnlock();
    assertFree();
  }

  @Test
  @DisplayName("R1 readers that queued during a write are let in together, before the next writer")
  void unlock_letsInAllReadersBeforeTheNextWriter() throws Exception {
    mutex.lock();
    var inside = new WaitGroup();
    inside.add(3);
    var read = new AtomicInteger();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(
          Waits.start(() -> {
            mutex.rLock();
            read.incrementAndGet();
            inside.done();
            inside.await();
            mutex.rUnlock();
          }));
    }
    Waits.until(() -> mutex.toString().contains("3 readers and 0 writers waiting"));
    Waits.Run writer =
        Waits.start(() -> {
          mutex.lock();
          assertThat(read).hasValue(3);
          mutex.unlock();
        });
    Waits.until(() -> mutex.toString().contains("3 readers and 1 writers waiting"));
    mutex.unlock();
    for (Waits.Run run : runs) {
      run.join();
    }
    writer.join();
    assertFree();
  }

  @Test
  @DisplayName("a writer that gives up lets in the readers that it kept out")
  void lock_interrupted_letsReadersIn() throws Exception {
    mutex.rLock();
    Waits.Run writer = Waits.start(mutex::lock);
    Waits.parked(writer.thread());
    Waits.Run reader = Waits.start(mutex::rLock);
    Waits.parked(reader.thread());
    writer.thread().interrupt();
    assertThatThrownBy(writer::join).hasCauseInstanceOf(InterruptedException.class);
    reader.join();
    assertThat(mutex.tryRLock()).isTrue();
    mutex.rUnlock();
    mutex.rUnlock();
    mutex.rUnlock();
    assertFree();
  }

  @Test
  void timed_givesUpWithoutATrace() throws Exception {
    mutex.rLock();
    assertThat(mutex.tryLock(Duration.ofMillis(1))).isFalse();
    assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
    assertThat(mutex.tryRLock(Duration.ofMillis(1))).isTrue();
    mutex.rUnlock();
    mutex.rUnlock();
    mutex.lock();
    assertThat(mutex.tryRLock(Duration.ofMillis(1))).isFalse();
    assertThat(mutex.tryRLock(Duration.ZERO)).isFalse();
    mutex.unlock();
    assertFree();
  }

  @Test
  void rLock_interrupted_leavesNoReader() throws Exception {
    mutex.lock();
    Waits.Run reader = Waits.start(mutex::rLock);
    Waits.parked(reader.thread());
    reader.thread().interrupt();
    assertThatThrownBy(reader::join).hasCauseInstanceOf(InterruptedException.class);
    mutex.unlock();
    assertFree();
  }

  @Test
  @DisplayName("R4 Z1 TestRLocker: the view excludes writers and is excluded by them")
  void rLocker_isTheReadSide() throws Exception {
    Locker readSide = mutex.rLocker();
    try (Held held = readSide.held()) {
      assertThat(held).isNotNull();
      assertThat(mutex.tryRLock()).isTrue();
      mutex.rUnlock();
      assertThat(mutex.tryLock()).isFalse();
    }
    mutex.lock();
    Waits.Run reader = Waits.start(readSide::lock);
    Waits.parked(reader.thread());
    mutex.unlock();
    reader.join();
    readSide.unlock();
    assertFree();
  }

  @Test
  @DisplayName("interrupts and timeouts on both sides lose nothing")
  void withInterruptsAndTimeouts_nothingIsLost() throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    var activity = new AtomicInteger();
    List<Waits.Run> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      var random = new Random(seed + i);
      boolean writes = i % 3 == 0;
      dev.gopark.Task body =
          () -> {
            for (int n = 0; n < 500; n++) {
              Duration timeout = Duration.ofNanos(random.nextInt(100_000));
              boolean timed = random.nextBoolean();
              try {
                if (writes) {
                  if (!timed) {
                    mutex.lock();
                  } else if (!mutex.tryLock(timeout)) {
                    continue;
                  }
                  assertThat(activity.getAndAdd(100)).isZero();
                  Thread.yield();
                  activity.addAndGet(-100);
                  mutex.unlock();
                } else {
                  if (!timed) {
                    mutex.rLock();
                  } else if (!mutex.tryRLock(timeout)) {
                    continue;
                  }
                  assertThat(activity.incrementAndGet()).isLessThan(100);
                  Thread.yield();
                  activity.decrementAndGet();
                  mutex.rUnlock();
                }
              } catch (InterruptedException interrupted) {
                // It did not happen: go on.
              }
            }
          };
      runs.add(i % 2 == 0 ? Waits.start(body) : Waits.startVirtual(body));
    }
    var random = new Random(seed);
    while (runs.stream().anyMatch(run -> !run.isDone())) {
      runs.get(random.nextInt(runs.size())).thread().interrupt();
      TimeUnit.MICROSECONDS.sleep(20);
    }
    for (Waits.Run run : runs) {
      run.join();
    }
    assertThat(activity).as("seed %d", seed).hasValue(0);
    assertFree();
  }

  @Test
  @DisplayName("R2 a second read lock waits for a writer that came in between; no up- or downgrade")
  void rLock_again_waitsForTheWriter() throws Exception {
    mutex.rLock();
    assertThat(mutex.tryLock()).as("upgraded").isFalse();
    Waits.Run writer = Waits.start(mutex::lock);
    Waits.parked(writer.thread());
    assertThat(mutex.tryRLock(Duration.ofMillis(2))).as("read-locked again").isFalse();
    mutex.rUnlock();
    writer.join();
    assertThat(mutex.tryRLock()).as("downgraded").isFalse();
    mutex.unlock();
    assertFree();
  }

  @Test
  @DisplayName("R5 readers of all threads are in one count")
  void rLock_manyThreads_areCountedTogether() throws Exception {
    Waits.together(8, mutex::rLock);
    assertThat(mutex).asString().contains("8 reading");
    Waits.together(8, mutex::rUnlock);
    assertFree();
  }
}

package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MutexMisuseTest {
  static Stream<Arguments> misuses() {
    var mutex = new Mutex();
    var usedMutex = new Mutex();
    var rw = new RWMutex();
    var readLocked = new RWMutex();
    var usedRw = new RWMutex();
    return Stream.of(
        misuse("Mutex.unlock of a new one", mutex::unlock, mutex),
        misuse(
            "Mutex.unlock twice",
            () -> {
              usedMutex.lock();
              usedMutex.unlock();
              usedMutex.unlock();
            },
            usedMutex),
        misuse("RWMutex.unlock of a new one", rw::unlock, rw),
        misuse("RWMutex.rUnlock of a new one", rw::rUnlock, rw),
        misuse(
            "RWMutex.unlock when it is read-locked",
            () -> {
              readLocked.rLock();
              try {
                readLocked.unlock();
              } finally {
                readLocked.rUnlock();
              }
            },
            readLocked),
        misuse(
            "RWMutex.rUnlock when it is write-locked",
            () -> {
              readLocked.lock();
              try {
                readLocked.rUnlock();
              } finally {
                readLocked.unlock();
              }
            },
            readLocked),
        misuse(
            "RWMutex.unlock twice",
            () -> {
              usedRw.lock();
              usedRw.unlock();
              usedRw.unlock();
            },
            usedRw),
        misuse(
            "RWMutex.rUnlock twice",
            () -> {
              usedRw.rLock();
              usedRw.rUnlock();
              usedRw.rUnlock();
            },
            usedRw));
  }

  private static Arguments misuse(String name, Task task, Locker locker) {
    return Arguments.of(name, task, locker);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misuses")
  @DisplayName("M2 R4 G40 TestMutexMisuse: throws, says unlocked, and changes nothing")
  void misuse_throwsAndLeavesItUsable(String name, Task misuse, Locker locker) throws Exception {
    assertThatThrownBy(misuse::run)
        .as(name)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unlocked");
    locker.lock();
    if (locker instanceof Mutex mutex) {
      assertThat(mutex.tryLock()).isFalse();
    }
    locker.unlock();
    assertThatThrownBy(locker::unlock).isInstanceOf(IllegalStateException.class);
  }
}

package dev.gopark.sync;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * R1: what an RWMutex guards changes at one instant for all, however readers and writers are let
 * in.
 */
public class RWMutexLincheckTest {
  private final RWMutex mutex = new RWMutex();
  private int first;
  private int second;

  /** Two increments that must not be seen apart. */
  @Operation
  public int write() throws InterruptedException {
    mutex.lock();
    int sum = ++first + ++second;
    mutex.unlock();
    return sum;
  }

  @Operation
  public int read() throws InterruptedException {
    mutex.rLock();
    int sum = first + second;
    mutex.rUnlock();
    return sum;
  }

  /** Whether it was free is not part of the specification, what it does is: hence void. */
  @Operation
  public void tryWrite() {
    if (mutex.tryLock()) {
      first++;
      first--;
      mutex.unlock();
    }
  }

  @Operation
  public void tryRead() {
    if (mutex.tryRLock()) {
      if (first != second) {
        throw new AssertionError("a reader beside a writer");
      }
      mutex.rUnlock();
    }
  }

  /** The sequential specification. */
  public static class Model {
    private int writes;

    public int write() {
      return 2 * ++writes;
    }

    public int read() {
      return 2 * writes;
    }

    public void tryWrite() {}

    public void tryRead() {}
  }

  @Test
  @DisplayName("R1 linearizable, schedule by schedule, with parks and wake-ups")
  void modelChecking() {
    new ModelCheckingOptions()
        .sequentialSpecification(Model.class)
        .threads(3)
        .actorsPerThread(2)
        .iterations(10)
        .invocationsPerIteration(300)
        .check(RWMutexLincheckTest.class);
  }
}

package dev.gopark.sync;

import dev.gopark.sync.Lockers.ReadWrite;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The design of a lock for readers and writers that {@link RWMutex} does not have: readers count
 * themselves in cells on lines of their own, a writer shuts the door and visits all cells.
 *
 * <p>Everybody who waits spins and yields. It does not notice when somebody unlocks what is not
 * locked: the cells only mean something together.
 */
final class StripedReaders implements ReadWrite {
  private static final int CELLS = 8;
  private static final int LINE = 16; // two lines of 64 bytes, since they are fetched in pairs

  private final AtomicLongArray cells = new AtomicLongArray((CELLS + 1) * LINE);
  private final AtomicBoolean writer = new AtomicBoolean();

  @Override
  public void read() {
    int cell = cell();
    while (true) {
      cells.getAndIncrement(cell);
      if (!writer.get()) {
        return;
      }
      cells.getAndDecrement(cell);
      while (writer.get()) {
        Thread.yield();
      }
    }
  }

  @Override
  public void readEnd() {
    cells.getAndDecrement(cell());
  }

  @Override
  public void write() {
    while (!writer.compareAndSet(false, true)) {
      Thread.yield();
    }
    for (int i = 1; i <= CELLS; i++) {
      while (cells.get(i * LINE) != 0) {
        Thread.yield();
      }
    }
  }

  @Override
  public void writeEnd() {
    writer.set(false);
  }

  private static int cell() {
    return (1 + (int) (Thread.currentThread().threadId() & CELLS - 1)) * LINE;
  }
}

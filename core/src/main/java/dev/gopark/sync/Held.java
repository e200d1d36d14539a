package dev.gopark.sync;

/**
 * A lock that is held until this is closed: what {@link Locker#held()} gives to a {@code try}
 * block.
 *
 * <p>For the thread that opened it. Closing it again does nothing.
 */
public final class Held implements AutoCloseable {
  private final Locker locker;
  private boolean open = true;

  Held(Locker locker) {
    this.locker = locker;
  }

  /** Unlocks. */
  @Override
  public void close() {
    if (open) {
      open = false;
      locker.unlock();
    }
  }

  @Override
  public String toString() {
    return "Held[" + (open ? locker : "closed") + "]";
  }
}

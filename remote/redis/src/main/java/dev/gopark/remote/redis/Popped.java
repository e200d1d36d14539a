package dev.gopark.remote.redis;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An element that a {@link BlockingPop} has taken from a list. It is this process's until it is
 * {@link #done} or put back, and as long as the process lives.
 *
 * <p>Methods that talk to the server may be called from any thread, are not interrupted by
 * interrupts, and give up with false when a lease has passed without an answer.
 *
 * @param <T> the type of the value
 */
public final class Popped<T> implements AutoCloseable {
  private final T value;
  private final Taken taken;
  private final byte[] bytes;
  private final PopKeeper keeper;
  private final AtomicBoolean settled = new AtomicBoolean();

  Popped(T value, Taken taken, byte[] bytes, PopKeeper keeper) {
    this.value = value;
    this.taken = taken;
    this.bytes = bytes;
    this.keeper = keeper;
  }

  /**
   * Where it comes from.
   *
   * @return the name of the list
   */
  public String list() {
    return taken.list();
  }

  /**
   * The element.
   *
   * @return always the same object
   */
  public T value() {
    return value;
  }

  /**
   * The work is done: the element is gone for good.
   *
   * @return false if it was settled before, or this process had counted as dead and the element was
   *     put back
   */
  public boolean done() {
    return !settled.getAndSet(true) && keeper.finish(taken, bytes, false);
  }

  /**
   * The work is not done: the element goes back to the head of its list.
   *
   * @return false if it was settled before, or has been put back already
   */
  public boolean putBack() {
    return !settled.getAndSet(true) && keeper.finish(taken, bytes, true);
  }

  /** Puts the element back, unless it is settled. */
  @Override
  public void close() {
    if (!settled.get()) {
      boolean unused = putBack();
    }
  }

  @Override
  public String toString() {
    return "Popped(" + value + " from " + list() + ")";
  }
}

package dev.gopark.testing.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A simulated run, as woven code sees it. Everything is called on the run's {@link Carrier}. */
public interface Simulated {
  /**
   * The running goroutine is about to touch what others may touch: another may run first.
   *
   * @param site where
   */
  void point(int site);

  /**
   * The running goroutine waits for others without parking.
   *
   * @param spins whether it keeps its processor, for a moment
   */
  void relax(boolean spins);

  /**
   * The time.
   *
   * @return nanoseconds of virtual time
   */
  long nanoTime();

  /**
   * The calendar.
   *
   * @return the virtual instant
   */
  Instant now();

  /**
   * Parks the running goroutine for a virtual time at most.
   *
   * @param blocker what it waits for
   * @param nanos how long
   */
  void parkNanos(@Nullable Object blocker, long nanos);

  /**
   * Random bits that depend on the seed only.
   *
   * @return any number
   */
  long random();

  /**
   * A number for a thread that is the same in each run.
   *
   * @param thread any thread
   * @return its number
   */
  long threadId(Thread thread);

  /**
   * An identity hash that is the same in each run.
   *
   * @param object any object
   * @return its number
   */
  int identity(Object object);

  /**
   * The running goroutine enters or leaves code in which nobody else may run: the initialisation of
   * a class, a monitor.
   *
   * @param enters whether it enters
   */
  void alone(boolean enters);

  /** The running goroutine is about to call a callback: it may have to throw instead. */
  void callback();

  /** The running goroutine is about to allocate: it may have to throw instead. */
  void allocation();

  /**
   * The running goroutine has made something that a fault may end.
   *
   * @param object a channel or a context
   */
  void made(Object object);
}

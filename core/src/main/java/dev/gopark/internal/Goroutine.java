package dev.gopark.internal;

import dev.gopark.Cancellation;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The outermost frame of every goroutine: counts it, and settles what happens when its body throws.
 *
 * <p>A throwable leaves {@link #run()} as it is, so that the JDK gives it to the thread's
 * uncaught-exception handler; the goroutine is named first if it has no name. A goexit ends
 * silently, and so does a {@link Cancellation} that there is no handler for.
 */
public abstract class Goroutine implements Runnable {
  /*
   * Live goroutines are counted as two sums, started and ended, and ended is read first: a reader never sees
   * an end without its start, so the difference is never negative.
   */
  private static final LongAdder STARTED = new LongAdder();
  private static final LongAdder ENDED = new LongAdder();

  /** For subclasses. */
  protected Goroutine() {}

  /**
   * What the goroutine does.
   *
   * @throws Exception whatever it throws
   */
  protected abstract void body() throws Exception;

  /**
   * Starts a goroutine and counts it.
   *
   * @param spawner what makes and starts the thread
   * @param name the thread's name, or null for none
   * @param goroutine what to run
   * @return the started thread
   */
  public static Thread start(Spawner spawner, @Nullable String name, Goroutine goroutine) {
    countStart();
    boolean started = false;
    try {
      Thread thread = spawner.spawn(name, goroutine);
      started = true;
      return thread;
    } finally {
      if (!started) {
        countEnd();
      }
    }
  }

  /**
   * Counts a goroutine that was not started by {@link #start}: one that a scheduler has adopted.
   */
  public static void countStart() {
    STARTED.increment();
  }

  /** Counts the end of a goroutine whose start was counted by {@link #countStart()}. */
  public static void countEnd() {
    ENDED.increment();
  }

  @Override
  public final void run() {
    try {
      body();
    } catch (GoexitSignal exit) {
      // Go.goexit: the finally blocks of the body have run. What they threw is reported, nothing
      // else.
      Throwable thrown = exit.thrownMeanwhile();
      if (thrown != null) {
        throw uncaught(thrown);
      }
    } catch (Throwable thrown) {
      if (!endsQuietly(thrown)) {
        throw uncaught(thrown);
      }
    } finally {
      countEnd();
    }
  }

  /**
   * Whether the goroutine was told to stop, and nobody wants to hear of it: without a handler the
   * JDK would print it, as if something had gone wrong.
   */
  private static boolean endsQuietly(Throwable thrown) {
    return thrown instanceof Cancellation cancellation
        && !cancellation.isTimeout()
        && Thread.getDefaultUncaughtExceptionHandler() == null
        // A thread without a handler of its own gives its group.
        && Thread.currentThread().getUncaughtExceptionHandler() instanceof ThreadGroup;
  }

  /**
   * Makes what the JDK gives to the uncaught-exception handler, after naming a nameless goroutine.
   */
  private static RuntimeException uncaught(Throwable thrown) {
    Thread self = Thread.currentThread();
    if (self.getName().isEmpty()) {
      self.setName("goroutine-" + self.threadId());
    }
    throw Callbacks.<RuntimeException>sneaky(thrown);
  }

  /**
   * How many goroutines have been started and have not ended.
   *
   * @return zero or more
   */
  public static int live() {
    long ended = ENDED.sum();
    return (int) Math.clamp(STARTED.sum() - ended, 0L, Integer.MAX_VALUE);
  }

  /**
   * Whether the current thread runs inside a goroutine. Walks the stack: not for hot paths.
   *
   * @return whether a frame of {@link #run()} is on the stack
   */
  public static boolean isCurrent() {
    String frame = Goroutine.class.getName();
    return StackWalker.getInstance()
        .walk(frames ->
            frames.anyMatch(
                f -> f.getClassName().equals(frame) && f.getMethodName().equals("run")));
  }
}

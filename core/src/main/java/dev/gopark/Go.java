package dev.gopark;

import dev.gopark.internal.GoexitSignal;
import dev.gopark.internal.Goroutine;
import dev.gopark.internal.TaskGoroutine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts goroutines: Go's {@code go} statement and the few runtime functions that belong to it.
 *
 * <p>A goroutine is an ordinary JDK virtual thread. Everything that works with threads works with
 * it: {@link Thread#join()}, {@link Thread#interrupt()}, thread locals, debuggers and dumps. Which
 * scheduler runs it is decided once, when this class is first used: the scheduler module's if it is
 * present and usable, the JDK's own otherwise; the system property {@code gopark.scheduler} ({@code
 * auto}, {@code gmp} or {@code jdk}) decides differently.
 *
 * {@snippet lang = java :
 * Channel<String> greetings = Channel.make();
 * Go.go(() -> greetings.send("hello"));
 * System.out.println(greetings.receive());
 * }
 *
 * <p>A goroutine with a result is a {@code Call}, in the package {@code dev.gopark.channel}.
 *
 * <p><b>A goroutine that throws.</b> A throwable that leaves a goroutine's task ends that goroutine
 * only. It is given once, as it is, to the thread's {@linkplain
 * Thread#getUncaughtExceptionHandler() uncaught exception handler} on the goroutine itself; with no
 * handler set the JDK prints it with the goroutine's name, unless it is a {@link Cancellation} by
 * somebody who wanted the goroutine to end. A goroutine started without a name is named {@code
 * goroutine-<thread id>} for that report. In Go an unrecovered panic ends the process; set a
 * default handler that exits if you want that.
 *
 * <p><b>Memory consistency effects:</b> actions before a call of {@code go} happen-before the
 * actions of the goroutine it starts. The end of a goroutine is not ordered before anything but the
 * return of {@link Thread#join()} on its thread; use a channel or a wait group.
 */
public final class Go {
  private Go() {}

  /**
   * Starts a goroutine that runs {@code task}. The call does not wait for it.
   *
   * <p>Inside a goroutine of a private scheduler the new goroutine belongs to that scheduler too.
   *
   * @param task what to run
   * @return the goroutine's thread, started; it is a daemon, so it does not keep the JVM alive
   * @throws NullPointerException if {@code task} is null
   */
  public static Thread go(Task task) {
    return start(null, task);
  }

  /**
   * Starts a goroutine with a name, which dumps, logs and error reports show.
   *
   * @param name the thread's name; need not be unique
   * @param task what to run
   * @return the goroutine's thread, started
   * @throws NullPointerException if {@code name} or {@code task} is null
   */
  public static Thread go(String name, Task task) {
    Objects.requireNonNull(name, "go with a null name; use go(task) for a goroutine without one");
    return start(name, task);
  }

  private static Thread start(@Nullable String name, Task task) {
    return Goroutine.start(Spawners.CURRENT, name, new TaskGoroutine(task));
  }

  /**
   * Lets other goroutines run before the caller goes on: Go's {@code runtime.Gosched}. The caller
   * stays runnable. On a platform thread this is {@link Thread#yield()}.
   *
   * <p>Wait for something by means of a channel or a lock, not by calling this in a loop. On the
   * JDK's own scheduler threads that do nothing but call {@link Thread#yield()} can keep others
   * that are ready from running for ever: each carrier goes on with what it has just queued itself.
   * This method does not, at the price of a park for a moment in one call of some hundreds, which
   * may take a permit that {@link java.util.concurrent.locks.LockSupport#unpark} has left for the
   * caller. The scheduler of gopark's {@code sched} module lets all that are ready run in turn,
   * whatever they call.
   */
  public static void gosched() {
    if (Spawners.CURRENT instanceof JdkSpawner) {
      JdkYield.yieldNow();
    } else {
      Thread.yield();
    }
  }

  /**
   * Ends the calling goroutine after running its {@code finally} blocks: Go's {@code
   * runtime.Goexit}. It never returns, and nothing is reported unless one of those blocks throws;
   * other goroutines are not affected.
   *
   * <p>It works by throwing a private {@link Error}. Code that catches {@link Throwable} or {@link
   * Error} and does not throw it again keeps the goroutine alive.
   *
   * @throws IllegalStateException if the caller is not a goroutine started by gopark: there is
   *     nothing that could be ended
   */
  public static void goexit() {
    if (!Goroutine.isCurrent()) {
      throw new IllegalStateException(
          "goexit outside a goroutine: " + Thread.currentThread() + " was not started by Go.go");
    }
    throw new GoexitSignal();
  }

  /**
   * The number of goroutines that have been started and have not ended, of every scheduler.
   *
   * <p>Exact when nothing starts or ends meanwhile, an estimate otherwise. A goroutine no longer
   * counts once {@link Thread#join()} on it returns.
   *
   * @return how many goroutines are alive; never negative
   */
  public static int numGoroutine() {
    return Goroutine.live();
  }
}

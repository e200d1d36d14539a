package dev.gopark;

import dev.gopark.internal.Callbacks;
import dev.gopark.internal.GoexitSignal;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that run when a block ends, the last one first: Go's {@code defer}.
 *
 * {@snippet lang = java :
 * try (var defer = Defer.open()) {
 *   mutex.lock();
 *   defer.push(mutex::unlock);
 *   var file = Files.newInputStream(path);
 *   defer.push(file::close);
 *   ...
 * }
 * }
 *
 * <p>They run however the block ends: by its last statement, {@code return}, an exception, or
 * {@link Go#goexit()}; and each runs even if others throw. Unlike Go's, which belong to a function,
 * they belong to the block, so a loop can have its own.
 *
 * <p><b>What is thrown.</b> If tasks throw, {@link #close()} throws the first throwable after all
 * have run, with the others suppressed in the order in which they were thrown; in a {@code try}
 * block that threw itself the whole becomes suppressed on the block's, as always in Java. A goexit
 * is never among the suppressed of what close throws: if one of the tasks calls it, it goes on when
 * all have run, and the others' throwables are suppressed on it.
 *
 * <p>Belongs to the thread that opened it; not for use by several.
 */
public final class Defer implements AutoCloseable {
  private static final int FIRST_CAPACITY = 4;
  private static final @Nullable Task[] NONE = {};

  private @Nullable Task[] tasks = NONE;
  private int size;
  private boolean closed;

  private Defer() {}

  /**
   * Opens an empty stack of tasks, to be closed by the {@code try} it is opened in.
   *
   * @return a new stack
   */
  public static Defer open() {
    return new Defer();
  }

  /**
   * Defers a task until {@link #close()}. A task that is just being run by it may push others: they
   * run next.
   *
   * @param task what to run; a null one is found out when it is its turn, as in Go: a {@link
   *     NullPointerException} beside which the others run
   * @throws IllegalStateException if this is closed: the task would never run
   */
  public void push(@Nullable Task task) {
    if (closed) {
      throw new IllegalStateException(
          "push on a closed Defer: its block has ended, and " + task + " would never run");
    }
    if (size == tasks.length) {
      tasks = Arrays.copyOf(tasks, Math.max(FIRST_CAPACITY, size << 1));
    }
    tasks[size++] = task;
  }

  /**
   * Runs the tasks, the last one first. Closing again does nothing.
   *
   * <p>Unchecked exceptions and errors of tasks come out as they are, a checked exception as the
   * cause of a {@link java.util.concurrent.CompletionException}; see above for several. If that
   * checked exception is an {@link InterruptedException}, the interrupt flag is set again when all
   * tasks have run.
   */
  @Override
  public void close() {
    if (size > 0) {
      runAll();
    }
    closed = true;
  }

  private void runAll() {
    Throwable thrown = null;
    while (size > 0) {
      Task task = tasks[--size];
      tasks[size] = null;
      try {
        Objects.requireNonNull(task, "a null task was deferred").run();
      } catch (Throwable next) {
        thrown = thrown == null ? next : join(thrown, next);
      }
    }
    closed = true;
    if (thrown != null) {
      if (thrown instanceof InterruptedException) {
        // Not as it is: this method is called at the end of a try, where nobody could catch it.
        Thread.currentThread().interrupt();
        throw new CompletionException(thrown);
      }
      throw Callbacks.rethrow(thrown);
    }
  }

  private static Throwable join(Throwable first, Throwable next) {
    if (first == next) {
      return first;
    }
    if (next instanceof GoexitSignal) {
      next.addSuppressed(first);
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /**
   * Runs a body, and turns what it throws into a result: Go's {@code recover} in a deferred
   * function.
   *
   * {@snippet lang = java :
   * int answer = Defer.recovering(() -> compute(), thrown -> -1);
   * }
   *
   * <p>It sees what leaves the body, after the body's own deferred tasks and {@code finally} blocks
   * have run, with what those threw suppressed on it. It never sees a {@link Go#goexit()}, which
   * goes on to end the goroutine; nor a throwable on which a goexit was suppressed: that goexit
   * goes on.
   *
   * @param body what to run
   * @param recover is given what the body threw, an {@link InterruptedException} too, and makes the
   *     result of it; what it throws itself comes out
   * @param <T> the type of the result
   * @return the result of {@code body}, or else of {@code recover}
   */
  public static <T extends @Nullable Object> T recovering(
      Callable<T> body, Function<? super Throwable, ? extends T> recover) {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(recover, "recover");
    Throwable thrown;
    try {
      return body.call();
    } catch (Throwable caught) {
      thrown = caught;
    }
    GoexitSignal exit = GoexitSignal.in(thrown);
    if (exit != null) {
      throw exit;
    }
    return recover.apply(thrown);
  }

  /** How many tasks are deferred. */
  @Override
  public String toString() {
    return "Defer[" + (closed ? "closed" : size + " deferred") + "]";
  }
}

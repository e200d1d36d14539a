package dev.gopark.channel;

import dev.gopark.internal.Deadline;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Waits for whichever of several channel operations can go first: Go's {@code select}.
 *
 * {@snippet lang = java :
 * String text =
 *     Select.select(
 *         results.onReceive(r -> "result " + r),
 *         requests.onSend("more", () -> "asked for more"),
 *         Select.timeout(Duration.ofSeconds(1), () -> "too slow"));
 * }
 *
 * <p><b>With and without results.</b> A callback that is given to {@code onReceive}, {@code
 * onSend}, {@code timeout} or {@code otherwise} has a result, which the select returns. One that
 * has none, a lambda such as {@code v -> System.out.println(v)} or a void method, is given to
 * {@link Case#then} or, if it takes nothing, to {@link Case#thenRun}; for such a case the select
 * returns null. Both kinds may stand in one select:
 *
 * {@snippet lang = java :
 * Select.select(
 *     lines.onReceive().then(line -> System.out.println(line)),
 *     pings.onSend("ping").thenRun(() -> sent++),
 *     Select.timeout(Duration.ofSeconds(1)).thenRun(this::reconnect));
 * }
 *
 * <p>(Java cannot tell {@code v -> f(v)} with a result from one without, so the two cannot share a
 * name.)
 *
 * <p><b>Semantics.</b> If operations can go at once, one of them does: any of them with equal
 * probability in {@link #select}, the first in the order of the cases in {@link #selectOrdered}. If
 * none can, an {@link #otherwise} case is chosen if there is one; else the caller waits until one
 * can go, or for the {@link #timeout}. Whether operations can go is looked at for all channels at
 * one instant. Exactly one case is chosen, and no other operation happens.
 *
 * <ul>
 *   <li>A receive from a closed and drained channel can always go, and yields null.
 *   <li>A send on a closed channel can always go, and throws {@link ChannelClosedException} when
 *       chosen.
 *   <li>Cases of {@link Channel#never()} can never go. A select of nothing else, or of no cases at
 *       all, waits until it is interrupted.
 *   <li>A channel may stand in several cases, in both directions; a select never receives what it
 *       sends.
 *   <li>Of several timeouts the earliest counts. More than one {@code otherwise} is refused.
 * </ul>
 *
 * <p><b>Callbacks</b> run in the calling thread after the operation has happened and all locks have
 * been dropped; they may block, use the same channels, and throw. What a callback throws leaves the
 * select: unchecked exceptions, errors and {@link InterruptedException} as they are, any other
 * checked exception as the cause of a {@link java.util.concurrent.CompletionException}. A {@link
 * NullPointerException} of a callback that was given null, the end of its channel, is the cause of
 * another that says so. The operation has happened even then.
 *
 * <p><b>Loops.</b> A {@code Select} object made by {@link #of} keeps what a round needs, so that a
 * round allocates nothing. It is for one thread at a time:
 *
 * {@snippet lang = java :
 * var events = Select.of(ticks.onReceive().then(this::tick), jobs.onReceive().then(this::start));
 * while (running) {
 *   events.run();
 * }
 * }
 *
 * <p>Interrupts, timeouts and memory consistency effects are those of the plain operations, see
 * {@link dev.gopark.channel the package}.
 *
 * @param <R> the type of the result
 */
public final class Select<R extends @Nullable Object> {
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int BROKEN = 2;

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, Select.class, int.class);

  private final Case<? extends R>[] cases;
  private final SelectRound round = new SelectRound();

  /** What hit this select while it ran; published by the state. */
  private @Nullable Throwable broken;

  @SuppressWarnings("UnusedVariable") // accessed through STATE
  private volatile int state;

  private Select(Case<? extends R>[] cases, boolean ordered) {
    this.cases = cases;
    round.plan(cases, ordered);
  }

  // One-shot

  /**
   * Performs one of the cases that can go, each of them with equal probability, waiting until one
   * can.
   *
   * @param cases the cases
   * @param <R> the type of the result
   * @return the chosen case's result
   * @throws InterruptedException if interrupted while waiting; no operation happened
   * @throws ChannelClosedException if a send on a closed channel was chosen
   * @throws NullPointerException if {@code cases} or one of them is null
   * @throws IllegalArgumentException if there is more than one {@code otherwise}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> R select(Case<? extends R>... cases)
      throws InterruptedException {
    return runOnce(cases, false);
  }

  /**
   * Performs the first case, in the order given, that can go, waiting until one can. The order
   * decides only among cases that can go at the instant of the look; a case that is always ready
   * starves those behind it.
   *
   * @param cases the cases, most important first
   * @param <R> the type of the result
   * @return the chosen case's result
   * @throws InterruptedException if interrupted while waiting; no operation happened
   * @throws ChannelClosedException if a send on a closed channel was chosen
   * @throws NullPointerException if {@code cases} or one of them is null
   * @throws IllegalArgumentException if there is more than one {@code otherwise}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> R selectOrdered(Case<? extends R>... cases)
      throws InterruptedException {
    return runOnce(cases, true);
  }

  private static <R extends @Nullable Object> R runOnce(Case<? extends R>[] cases, boolean ordered)
      throws InterruptedException {
    check(cases);
    if (cases.length == 1 && cases[0] instanceof ChannelCase<? extends R> only) {
      return only.runAlone();
    }
    if (cases.length == 2) {
      if (cases[0] instanceof ChannelCase<? extends R> first
          && cases[1] instanceof OtherwiseCase<? extends R> second) {
        return runOr(first, second);
      }
      if (cases[1] instanceof ChannelCase<? extends R> second
          && cases[0] instanceof OtherwiseCase<? extends R> first) {
        return runOr(second, first);
      }
    }
    SelectRound round = RoundCache.take();
    Case<? extends R> chosen;
    Object received;
    try {
      round.plan(cases, ordered);
      chosen = runRound(round);
      received = round.takeReceived();
    } catch (InterruptedException | ChannelClosedException e) {
      RoundCache.give(round);
      throw e;
    }
    // Not in a finally: after an error in the middle of a round nobody may use its nodes again.
    RoundCache.give(round);
    return chosen.finish(received);
  }

  // Reusable

  /**
   * Makes a select to be run many times, choosing as {@link #select} does. A send case sends the
   * same element each time it is chosen; a timeout starts anew with each run.
   *
   * @param cases the cases
   * @param <R> the type of the result
   * @return a select for one thread at a time
   * @throws NullPointerException if {@code cases} or one of them is null
   * @throws IllegalArgumentException if there is more than one {@code otherwise}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> Select<R> of(Case<? extends R>... cases) {
    check(cases);
    return new Select<>(cases.clone(), false);
  }

  /**
   * Makes a select to be run many times, choosing as {@link #selectOrdered} does.
   *
   * @param cases the cases, most important first
   * @param <R> the type of the result
   * @return a select for one thread at a time
   * @throws NullPointerException if {@code cases} or one of them is null
   * @throws IllegalArgumentException if there is more than one {@code otherwise}
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <R extends @Nullable Object> Select<R> ofOrdered(Case<? extends R>... cases) {
    check(cases);
    return new Select<>(cases.clone(), true);
  }

  /**
   * Runs this select once. A callback may run it again; two threads may not run it at the same
   * time.
   *
   * @return the chosen case's result
   * @throws InterruptedException if interrupted while waiting; no operation happened
   * @throws ChannelClosedException if a send on a closed channel was chosen
   * @throws IllegalStateException if another thread is running it, or if an {@link Error} such as a
   *     lack of memory ended an earlier run in its middle; nothing happened
   */
  public R run() throws InterruptedException {
    if (!STATE.compareAndSet(this, IDLE, RUNNING)) {
      throw cannotRun();
    }
    Case<? extends R> chosen;
    Object received;
    try {
      chosen = runRound(round);
      received = round.takeReceived();
    } catch (InterruptedException | ChannelClosedException e) {
      STATE.setRelease(this, IDLE);
      throw e;
    } catch (Throwable e) {
      broken = e;
      STATE.setRelease(this, BROKEN);
      throw e;
    }
    STATE.setRelease(this, IDLE);
    return chosen.finish(received);
  }

  private IllegalStateException cannotRun() {
    if ((int) STATE.getAcquire(this) == BROKEN) {
      return new IllegalStateException(
          "this select was hit by an error in an earlier run, see the cause; make a new one: "
              + this,
          broken);
    }
    return new IllegalStateException(
        "another thread is running this select; make one for each thread: " + this);
  }

  @Override
  public String toString() {
    return "Select" + Arrays.toString(cases);
  }

  // Cases

  /**
   * A case that is chosen when no other can go at once: Go's {@code default}. A select with such a
   * case never waits.
   *
   * @param then what to do
   * @param <R> the type of the result
   * @return the case
   * @throws NullPointerException if {@code then} is null
   */
  public static <R extends @Nullable Object> Case<R> otherwise(Callable<? extends R> then) {
    return new OtherwiseCase<>(Objects.requireNonNull(then, "then"));
  }

  /**
   * As {@link #otherwise(Callable)}, with nothing to do: the select returns null. {@link
   * Case#thenRun} gives it a callback without a result.
   *
   * @param <R> the type of the result
   * @return the case
   */
  public static <R extends @Nullable Object> Case<@Nullable R> otherwise() {
    return new OtherwiseCase<>(() -> null);
  }

  /**
   * A case that is chosen when no other could go for a time, counted from each run of the select.
   * It starts no thread and makes no channel.
   *
   * @param duration how long to wait; not positive: do not wait, as with {@link #otherwise}
   * @param then what to do
   * @param <R> the type of the result
   * @return the case
   * @throws NullPointerException if {@code duration} or {@code then} is null
   */
  public static <R extends @Nullable Object> Case<R> timeout(
      Duration duration, Callable<? extends R> then) {
    long nanos = Deadline.nanos(Objects.requireNonNull(duration, "duration"));
    return new TimeoutCase<>(nanos, Objects.requireNonNull(then, "then"));
  }

  /**
   * As {@link #timeout(Duration, Callable)}, with nothing to do: the select returns null. {@link
   * Case#thenRun} gives it a callback without a result.
   *
   * @param duration how long to wait; not positive: do not wait
   * @param <R> the type of the result
   * @return the case
   * @throws NullPointerException if {@code duration} is null
   */
  public static <R extends @Nullable Object> Case<@Nullable R> timeout(Duration duration) {
    long nanos = Deadline.nanos(Objects.requireNonNull(duration, "duration"));
    return new TimeoutCase<>(nanos, () -> null);
  }

  // Parts

  @SuppressWarnings("unchecked") // the round chooses among the cases that it was given
  private static <R extends @Nullable Object> Case<? extends R> runRound(SelectRound round)
      throws InterruptedException {
    return (Case<? extends R>) round.run();
  }

  @SuppressWarnings("unchecked") // both yield an R
  private static <R extends @Nullable Object> R runOr(
      ChannelCase<? extends R> channelCase, OtherwiseCase<? extends R> otherwise) {
    return ((ChannelCase<R>) channelCase).runOr(otherwise);
  }

  private static void check(@Nullable Case<?>[] cases) {
    Objects.requireNonNull(cases, "cases");
    Case<?> otherwise = null;
    for (int i = 0; i < cases.length; i++) {
      Case<?> c = cases[i];
      if (c == null) {
        throw new NullPointerException(
            "case "
                + i
                + " of the select is null; Channel.never() is the channel to switch a case off");
      }
      if (c instanceof OtherwiseCase) {
        if (otherwise != null) {
          throw new IllegalArgumentException(
              "case " + i + " of the select is a second otherwise; there can be one");
        }
        otherwise = c;
      }
    }
  }
}

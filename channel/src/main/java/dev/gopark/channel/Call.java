package dev.gopark.channel;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.internal.GoexitSignal;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine with a result, for which anybody may wait, in a {@link Select} too.
 *
 * {@snippet lang = java :
 * var price = Call.go(() -> shop.priceOf(item));
 * var stock = Call.go(() -> warehouse.stockOf(item));
 * var offer = new Offer(price.await(), stock.await());
 *
 * String text =
 *     Select.select(
 *         price.onResult(p -> "costs " + p),
 *         cancelled.onReceive(nothing -> "cancelled"),
 *         Select.timeout(Duration.ofSeconds(1), () -> "too slow"));
 * }
 *
 * <p>It also makes whatever can only be waited for by a blocked thread a case of a select: {@code
 * Call.goRun(() -> group.await())} for a {@link dev.gopark.sync.WaitGroup}, {@code Call.go(() ->
 * process.waitFor())} for a process. For a lock or a permit, which somebody must give back if the
 * select chose otherwise, see the guide's page on select.
 *
 * <p><b>What the body throws</b> goes to whoever waits: to all of them, and to nobody if nobody
 * does. {@link #get()} throws it as the cause of an {@link ExecutionException}, as every {@link
 * Future} does; {@link #await()} and a select as the cause of a {@link CompletionException}. A body
 * that calls {@link Go#goexit()} has cancelled its call.
 *
 * <p>For several that belong together, where the first failure is to cancel the others, use the
 * context module's {@code ErrGroup}.
 *
 * <p><b>Memory consistency effects:</b> actions before a call of {@code go} happen-before those of
 * the body, and these happen-before the return of whatever saw its result.
 *
 * @param <T> the type of the result
 */
public final class Call<T extends @Nullable Object> implements Future<T> {
  /*
   * Why here: a select is to wait for it, so it needs a channel, which core, where Go is, cannot see.
   *
   * The outcome is set once, by a CAS of the body's goroutine or of a cancel; whoever wins closes the channel.
   * Waiters receive from it and read the outcome after that. A result that comes after a cancel is dropped.
   *
   * Tests: CallTest.
   */
  private static final VarHandle OUTCOME =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "outcome", VarHandle.class, Call.class, Outcome.class);

  private static final Outcome<?> CANCELLED = new Cancelled<>();

  private final Channel<Void> done = Channel.make();
  private final Callable<? extends T> body;
  private final Thread thread;

  private volatile @Nullable Outcome<T> outcome;

  private Call(@Nullable String name, Callable<? extends T> body) {
    this.body = body;
    this.thread = name == null ? Go.go(this::run) : Go.go(name, this::run); // reads what is above
  }

  /**
   * Starts a goroutine that computes a result.
   *
   * @param body what to compute; null is a result, too
   * @param <T> the type of the result
   * @return the call, started
   * @throws NullPointerException if {@code body} is null
   */
  public static <T extends @Nullable Object> Call<T> go(Callable<? extends T> body) {
    return new Call<>(null, Objects.requireNonNull(body, "body"));
  }

  /**
   * Starts a goroutine with a name that computes a result.
   *
   * @param name the thread's name, which dumps show
   * @param body what to compute; null is a result, too
   * @param <T> the type of the result
   * @return the call, started
   * @throws NullPointerException if an argument is null
   */
  public static <T extends @Nullable Object> Call<T> go(String name, Callable<? extends T> body) {
    return new Call<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
  }

  /**
   * Starts a goroutine whose result is that it has ended: null.
   *
   * @param body what to do
   * @return the call, started
   * @throws NullPointerException if {@code body} is null
   */
  public static Call<@Nullable Void> goRun(Task body) {
    Objects.requireNonNull(body, "body");
    return go(() -> {
      body.run();
      return null;
    });
  }

  // Waiting

  /**
   * Waits for the result.
   *
   * @return the result
   * @throws CompletionException if the body threw; its cause is what the body threw
   * @throws CancellationException if this call was cancelled
   * @throws InterruptedException if interrupted while waiting; the goroutine goes on
   */
  public T await() throws InterruptedException {
    done.receive();
    return result();
  }

  /**
   * Waits for the result, as {@link Future#get()} describes.
   *
   * @throws ExecutionException if the body threw; its cause is what the body threw
   * @throws CancellationException if this call was cancelled
   * @throws InterruptedException if interrupted while waiting; the goroutine goes on
   */
  @Override
  public T get() throws InterruptedException, ExecutionException {
    done.receive();
    return resultOrExecutionException();
  }

  /**
   * Waits for the result for a time at most, as {@link Future#get(long, TimeUnit)} describes.
   *
   * @throws ExecutionException if the body threw; its cause is what the body threw
   * @throws CancellationException if this call was cancelled
   * @throws InterruptedException if interrupted while waiting; the goroutine goes on
   * @throws TimeoutException if there is no result in time; the goroutine goes on
   */
  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    var limit = Duration.ofNanos(unit.toNanos(timeout));
    if (done.tryReceive(limit) instanceof Received.Empty) {
      throw new TimeoutException("no result within " + limit + " of " + this);
    }
    return resultOrExecutionException();
  }

  /**
   * A case of a {@link Select} that is chosen when there is a result. If the body threw, or this
   * call was cancelled, the select throws what {@link #await()} would.
   *
   * @return the case; a select that takes it returns the result
   */
  public Case<T> onResult() {
    return done.onReceive(closed -> result());
  }

  /**
   * A case of a {@link Select} that is chosen when there is a result, and hands it to a callback.
   * If the body threw, or this call was cancelled, the callback is not run, and the select throws
   * what {@link #await()} would.
   *
   * @param then what to do with the result; it runs in the selecting thread, without a lock
   * @param <R> the type of the select's result
   * @return the case; a select that takes it returns what {@code then} returned
   * @throws NullPointerException if {@code then} is null
   */
  public <R extends @Nullable Object> Case<R> onResult(ReceiveBody<? super T, ? extends R> then) {
    Objects.requireNonNull(then, "then");
    return done.onReceive(closed -> then.apply(result()));
  }

  /**
   * The channel that is closed when there is an outcome, whatever it is. It carries no elements.
   *
   * @return always the same channel
   */
  public ReceiveChannel<Void> done() {
    return done;
  }

  // The rest of a future

  /**
   * Cancels this call unless there is an outcome already: whoever waits finds a {@link
   * CancellationException}, and what the body still returns or throws is dropped. It does not wait
   * until the goroutine has ended; {@link #thread()} can be joined.
   *
   * @param mayInterruptIfRunning whether to interrupt the goroutine
   * @return whether this call did it
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!complete(cancelledOutcome())) {
      return false;
    }
    if (mayInterruptIfRunning) {
      thread.interrupt();
    }
    return true;
  }

  @Override
  public boolean isCancelled() {
    return outcome instanceof Cancelled;
  }

  @Override
  public boolean isDone() {
    return outcome != null;
  }

  /**
   * The goroutine.
   *
   * @return its thread, started
   */
  public Thread thread() {
    return thread;
  }

  @Override
  public String toString() {
    Outcome<T> outcome = this.outcome;
    String name = thread.getName();
    return "Call["
        + (name.isEmpty() ? "goroutine-" + thread.threadId() : name)
        + (outcome == null ? ", running]" : ", " + outcome + "]");
  }

  // The outcome

  private void run() {
    Outcome<T> outcome = cancelledOutcome();
    try {
      outcome = new Value<>(body.call());
    } catch (Throwable thrown) {
      GoexitSignal exit = GoexitSignal.in(thrown);
      if (exit != null) {
        throw exit;
      }
      outcome = new Failure<>(thrown);
    } finally {
      complete(outcome);
    }
  }

  private boolean complete(Outcome<T> outcome) {
    boolean won = OUTCOME.compareAndSet(this, null, outcome);
    if (won) {
      done.close();
    }
    return won;
  }

  /** Made beforehand: whoever waits has to hear of the end also when there is no memory. */
  @SuppressWarnings("unchecked") // holds no T
  private static <T extends @Nullable Object> Outcome<T> cancelledOutcome() {
    return (Outcome<T>) CANCELLED;
  }

  /** The result, for those who have seen the channel closed. */
  private T result() {
    return switch (known()) {
      case Value<T>(T value) -> value;
      case Failure<T>(Throwable thrown) -> throw new CompletionException(thrown);
      case Cancelled<T> c -> throw cancelled();
    };
  }

  private T resultOrExecutionException() throws ExecutionException {
    return switch (known()) {
      case Value<T>(T value) -> value;
      case Failure<T>(Throwable thrown) -> throw new ExecutionException(thrown);
      case Cancelled<T> c -> throw cancelled();
    };
  }

  private Outcome<T> known() {
    Outcome<T> outcome = this.outcome;
    assert outcome != null : "closed before it was set";
    return outcome;
  }

  private CancellationException cancelled() {
    return new CancellationException("there is no result: " + this);
  }

  private sealed interface Outcome<T extends @Nullable Object> {}

  private record Value<T extends @Nullable Object>(T value) implements Outcome<T> {
    @Override
    public String toString() {
      return "done";
    }
  }

  private record Failure<T extends @Nullable Object>(Throwable thrown) implements Outcome<T> {
    @Override
    public String toString() {
      return "failed: " + thrown;
    }
  }

  private record Cancelled<T extends @Nullable Object>() implements Outcome<T> {
    @Override
    public String toString() {
      return "cancelled";
    }
  }
}

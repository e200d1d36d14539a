package dev.gopark.context;

import dev.gopark.Task;
import dev.gopark.channel.Case;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.SendChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A cancellation signal, a deadline and values that go with a piece of work: Go's {@code
 * context.Context}.
 *
 * <p>Contexts form a tree. What is derived from a context ends when that one ends, at the latest:
 * by a cancel, by a deadline, or with its parent. Pass a context explicitly, as the first
 * parameter, to everything that works on a request; do not keep it in a field, and never pass null:
 * {@link #todo()} is there for the time being.
 *
 * {@snippet lang = java :
 * Reply ask(Context parent, Question question) throws InterruptedException {
 *   try (var ctx = Context.withTimeout(parent, Duration.ofMillis(200))) {
 *     ctx.send(questions, question);
 *     return ctx.receive(replies); // a DeadlineExceededException when it takes too long
 *   }
 * }
 * }
 *
 * <p><b>The end.</b> A context ends once and stays ended. From then on {@link #err()} is not null
 * and the channel {@link #done()} is closed; whoever sees one of the two sees the other. Nothing is
 * stopped by force: code looks at its context, or waits with it ({@link #send}, {@link #receive},
 * {@link #onDone}, {@link #call}, {@link #run}).
 *
 * <p><b>Threads.</b> All methods may be called from any thread at any time. Values must be safe for
 * that, too. The cost of a poll with {@code err()} or {@code done()} is that of a volatile read.
 *
 * <p><b>Other implementations</b> are welcome, wrappers in particular. They owe what this page
 * says; their {@code done()} is always the same channel, made by {@link
 * dev.gopark.channel.Channel#make()}, on which nothing is sent, and which is closed after {@code
 * err()} was set. A wrapper that hands {@code done()} and {@code value} on costs its children
 * nothing. Children of any other implementation learn of its end by a waiter in its {@code done()}
 * channel, which costs no thread, and a moment later: a goroutine is started for each that asks
 * why. An {@link AfterFuncContext} tells them itself.
 *
 * <p><b>Text.</b> {@code toString} shows the chain from the root: {@code
 * context.Background.WithCancel.WithValue(user, gopher)}. It includes the values, so do not log it
 * where they are secret.
 */
public interface Context {
  /**
   * The channel that is closed when this context ends, for a {@code select}. It carries no
   * elements.
   *
   * <p>Made on first use: contexts that nobody asks have none.
   *
   * @return always the same channel; {@link dev.gopark.channel.Channel#never()} if this context
   *     never ends
   */
  ReceiveChannel<Void> done();

  /**
   * Why this context has ended. Cheap enough to be polled; to throw it, use {@link #throwIfDone()},
   * which says more.
   *
   * @return null while it has not; then always the same {@link CanceledException} or {@link
   *     DeadlineExceededException}
   */
  @Nullable ContextException err();

  /**
   * What was given as the reason by whoever ended this context or the one above it that ended
   * first: Go's {@code context.Cause}.
   *
   * @return null while it has not ended; {@link #err()} if no reason was given
   */
  default @Nullable Throwable cause() {
    return err();
  }

  /**
   * When this context ends at the latest.
   *
   * @return the earliest deadline of this context and those above it, empty if there is none
   */
  Optional<Instant> deadline();

  /**
   * The value for a key, from this context or the nearest one above it that has one. Takes time in
   * proportion to the distance; for data of a request that crosses APIs, not for parameters.
   *
   * @param key the key
   * @param <T> the type of the value
   * @return the value, null if there is none
   * @throws NullPointerException if {@code key} is null
   */
  <T> @Nullable T value(ContextKey<T> key);

  /**
   * Throws if this context has ended.
   *
   * @throws ContextException if {@link #err()} is not null: a new one of its class, with a stack
   *     trace
   */
  default void throwIfDone() {
    if (err() != null) {
      throw Thrown.by(this, "");
    }
  }

  // Roots

  /**
   * The root of all contexts: never ends, has no deadline and no values. For {@code main}, for
   * tests, and for the top of what serves a request.
   *
   * @return always the same context
   */
  static Context background() {
    return EmptyContext.BACKGROUND;
  }

  /**
   * The same as {@link #background()} under another name: for code that is to be given a context
   * some day.
   *
   * @return always the same context
   */
  static Context todo() {
    return EmptyContext.TODO;
  }

  /**
   * A root that is cancelled when the JVM is shutting down: at the edge of a service, instead of
   * Go's {@code signal.NotifyContext}. The same as {@link #untilShutdown(Duration)} with ten
   * seconds.
   *
   * @return a context that the caller must close when it has finished its work
   */
  static CancelContext untilShutdown() {
    return untilShutdown(Duration.ofSeconds(10));
  }

  /**
   * A root that is cancelled when the JVM is shutting down, and holds it back until it is closed.
   *
   * {@snippet lang = java :
   * try (var ctx = Context.untilShutdown(Duration.ofSeconds(20))) {
   *   serve(ctx); // returns soon after ctx has ended
   *   saveState(); // the JVM waits for this
   * }
   * }
   *
   * <p>A JVM shuts down on SIGTERM, SIGINT (Ctrl-C) and SIGHUP, on {@link System#exit}, and when
   * the last thread ends that is not a daemon. This works by a shutdown hook, which is not told
   * which of them it was: the {@link #cause()} is a {@link ShutdownException} in each case. The
   * hook cancels the context, then waits for {@code close()} or {@code cancel()}, but not longer
   * than the grace period, because the JVM halts when its hooks have returned. Do not call {@code
   * System.exit} before the context is closed: it would wait for the hook, and the hook for you.
   *
   * <p>SIGKILL, {@link Runtime#halt} and a crash run no hooks. Under {@code -Xrs} signals do not
   * either.
   *
   * @param grace how long the JVM is held back at most; not positive: not at all
   * @return a context that the caller must close when it has finished its work; it has ended if the
   *     JVM is shutting down already
   * @throws NullPointerException if {@code grace} is null
   */
  static CancelContext untilShutdown(Duration grace) {
    return ShutdownContext.open(Objects.requireNonNull(grace, "grace"));
  }

  // Children

  /**
   * A child that its holder can cancel.
   *
   * @param parent the context above
   * @return a context that the caller must end; it has ended already if the parent has
   * @throws NullPointerException if {@code parent} is null
   */
  static CancelContext withCancel(Context parent) {
    return CancelNode.under(requireParent(parent));
  }

  /**
   * A child that ends after a time at the latest. See {@link #withDeadline(Context, Instant)}.
   *
   * @param parent the context above
   * @param d how long from now, by the monotonic clock; not positive: it has ended already
   * @return a context that the caller must end, so that the timer goes
   * @throws NullPointerException if an argument is null
   */
  static CancelContext withTimeout(Context parent, Duration d) {
    requireParent(parent);
    Objects.requireNonNull(d, "d");
    return DeadlineContext.after(DeadlineContext.engine(), parent, d, null);
  }

  /**
   * A child that ends after a time at the latest, and has a cause of its own then.
   *
   * @param parent the context above
   * @param d how long from now, by the monotonic clock; not positive: it has ended already
   * @param cause what {@link #cause()} returns if the time runs out; a cancel does not use it
   * @return a context that the caller must end
   * @throws NullPointerException if an argument is null
   */
  static CancelContext withTimeout(Context parent, Duration d, Throwable cause) {
    requireParent(parent);
    Objects.requireNonNull(d, "d");
    Objects.requireNonNull(cause, "cause");
    return DeadlineContext.after(DeadlineContext.engine(), parent, d, cause);
  }

  /**
   * A child that ends at an instant at the latest, with a {@link DeadlineExceededException}.
   *
   * <p>If the parent's deadline is earlier, that one counts, and the child has no timer of its own.
   * The time until the deadline is taken once; later changes of the wall clock do not move it.
   *
   * @param parent the context above
   * @param at when; in the past: it has ended already
   * @return a context that the caller must end, so that the timer goes
   * @throws NullPointerException if an argument is null
   */
  static CancelContext withDeadline(Context parent, Instant at) {
    requireParent(parent);
    Objects.requireNonNull(at, "at");
    return DeadlineContext.at(DeadlineContext.engine(), parent, at, null);
  }

  /**
   * A child that ends at an instant at the latest, and has a cause of its own then.
   *
   * @param parent the context above
   * @param at when; in the past: it has ended already
   * @param cause what {@link #cause()} returns if the deadline passes; a cancel does not use it,
   *     nor does an earlier deadline of the parent
   * @return a context that the caller must end
   * @throws NullPointerException if an argument is null
   */
  static CancelContext withDeadline(Context parent, Instant at, Throwable cause) {
    requireParent(parent);
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(cause, "cause");
    return DeadlineContext.at(DeadlineContext.engine(), parent, at, cause);
  }

  /**
   * A child with one more value. It ends when its parent does, and need not be ended.
   *
   * @param parent the context above
   * @param key the key
   * @param value the value; null hides what is above
   * @param <T> the type of the value
   * @return the child
   * @throws NullPointerException if {@code parent} or {@code key} is null
   */
  static <T> Context withValue(Context parent, ContextKey<T> key, @Nullable T value) {
    return new ValueContext(requireParent(parent), Objects.requireNonNull(key, "key"), value);
  }

  /**
   * The parent's values without its end: never ends and has no deadline. For work that has to be
   * finished, or undone, although the request is over.
   *
   * @param parent the context above
   * @return the child
   * @throws NullPointerException if {@code parent} is null
   */
  static Context withoutCancel(Context parent) {
    return new DetachedContext(requireParent(parent));
  }

  /**
   * A child that ends when a stage of a computation completes: with the stage's exception as the
   * cause if it fails, with a plain {@link CanceledException} if it does not.
   *
   * <p>The stage refers to the child until it completes.
   *
   * @param parent the context above
   * @param stage what to wait for
   * @return a context that the caller must end, which does nothing to the stage
   * @throws NullPointerException if an argument is null
   */
  static CancelContext withFuture(Context parent, CompletionStage<?> stage) {
    return Futures.withFuture(requireParent(parent), Objects.requireNonNull(stage, "stage"));
  }

  /**
   * Runs a task once, in a goroutine of its own, after a context has ended; at once if it has ended
   * already. Each call is a registration of its own.
   *
   * <p>What the task throws ends its goroutine only, as {@link dev.gopark.Go#go(Task)} says.
   *
   * @param ctx the context
   * @param task what to run
   * @return takes the task back when called: true if it will not run because of that call, false if
   *     it has been started or was taken back before. It does not wait for the task
   * @throws NullPointerException if an argument is null
   */
  static StopFunc afterFunc(Context ctx, Task task) {
    return AfterFunc.register(
        Objects.requireNonNull(ctx, "ctx"), Objects.requireNonNull(task, "task"));
  }

  // Waiting with a context

  /**
   * Sends, unless this context ends first. If both are possible at once nothing is sent.
   *
   * @param channel the channel
   * @param value the element
   * @param <T> the type of the element
   * @throws ContextException if this context ended first; nothing was sent
   * @throws InterruptedException if interrupted while waiting; nothing was sent
   * @throws dev.gopark.channel.ChannelClosedException if the channel is closed
   * @throws NullPointerException if an argument is null
   */
  default <T> void send(SendChannel<? super T> channel, T value) throws InterruptedException {
    Exchange.send(this, channel, value);
  }

  /**
   * Receives, unless this context ends first. If both are possible at once nothing is received.
   *
   * @param channel the channel
   * @param <T> the type of the element
   * @return the element; null if the channel is closed and drained
   * @throws ContextException if this context ended first; nothing was received
   * @throws InterruptedException if interrupted while waiting; nothing was received
   * @throws NullPointerException if {@code channel} is null
   */
  default <T> @Nullable T receive(ReceiveChannel<? extends T> channel) throws InterruptedException {
    return Exchange.receive(this, channel);
  }

  /**
   * A case of a {@link dev.gopark.channel.Select} that is chosen when this context has ended, and
   * then throws a {@link ContextException}.
   *
   * {@snippet lang = java :
   * String line = Select.select(lines.onReceive(), ctx.onDone());
   * }
   *
   * @param <R> the type of the select's result
   * @return the case
   */
  default <R extends @Nullable Object> Case<R> onDone() {
    return done()
        .onReceive(nothing -> {
          throw Thrown.by(this, " in a select");
        });
  }

  /**
   * A case of a {@link dev.gopark.channel.Select} that is chosen when this context has ended.
   *
   * @param then what to do
   * @param <R> the type of the select's result
   * @return the case; a select that takes it returns what {@code then} returned
   * @throws NullPointerException if {@code then} is null
   */
  default <R extends @Nullable Object> Case<R> onDone(Callable<? extends R> then) {
    Objects.requireNonNull(then, "then");
    return done().onReceive(nothing -> then.call());
  }

  /**
   * Runs a block with a result in the calling thread, and interrupts it when this context ends: for
   * waits that know interrupts and no contexts. Use {@link #run} for a block without a result.
   *
   * {@snippet lang = java :
   * Row row = ctx.call(() -> connections.take().query(sql));
   * ctx.run(mutex::lock);
   * ctx.run(group::await);
   * }
   *
   * <p>The interrupt comes while the block runs, or not at all: when this method has returned or
   * thrown, the thread's interrupt flag is not set because of this context. A block that ignores
   * its interrupt and returns has happened, and its result is returned. A block that ends by its
   * interrupt ends in a {@link ContextException}: with an {@link InterruptedException}, with what
   * an interrupt makes of input and output ({@link java.nio.channels.ClosedByInterruptException},
   * {@link java.nio.channels.FileLockInterruptionException}, {@link java.io.InterruptedIOException}
   * but for the timeout of a socket, the {@link java.net.SocketException} of a socket that was
   * closed by it), or with an exception that has one of them among its causes.
   *
   * <p>An interrupt by somebody else works as ever. If it comes to the same block after this
   * context's, the two cannot be told apart, and both are answered by the {@code ContextException}.
   * Blocks may be nested.
   *
   * @param block what to run
   * @param <R> the type of its result
   * @return what the block returned
   * @throws ContextException if this context ended before the block began, or ended it
   * @throws InterruptedException if the thread was interrupted by somebody else, before the block
   *     began or in it
   * @throws java.util.concurrent.CompletionException with any other checked exception of the block
   *     as its cause; unchecked ones come out as they are
   * @throws NullPointerException if {@code block} is null
   */
  default <R extends @Nullable Object> R call(Callable<? extends R> block)
      throws InterruptedException {
    return Interrupts.run(this, Objects.requireNonNull(block, "block"));
  }

  /**
   * Runs a block without a result as {@link #call} runs one with a result: {@code
   * ctx.run(group::await)}.
   *
   * @param block what to run
   * @throws ContextException if this context ended before the block began, or ended it
   * @throws InterruptedException if the thread was interrupted by somebody else
   * @throws java.util.concurrent.CompletionException as {@link #call} does
   * @throws NullPointerException if {@code block} is null
   */
  default void run(Task block) throws InterruptedException {
    Objects.requireNonNull(block, "block");
    Interrupts.<@Nullable Void>run(
        this,
        () -> {
          block.run();
          return null;
        });
  }

  /**
   * The same as {@link #call}, for lambdas: a reference to a method that has overloads, such as
   * {@code group::await}, does not compile here.
   *
   * @param block what to run
   * @param <R> the type of its result
   * @return what the block returned
   * @throws InterruptedException as {@link #call} does, which throws the rest, too
   */
  default <R extends @Nullable Object> R interrupting(Callable<? extends R> block)
      throws InterruptedException {
    return call(block);
  }

  /**
   * The same as {@link #run}, for lambdas.
   *
   * @param block what to run
   * @throws InterruptedException as {@link #run} does, which throws the rest, too
   */
  default void interrupting(Task block) throws InterruptedException {
    run(block);
  }

  /**
   * A future that fails with {@link #err()} when this context ends: as a timeout for computations
   * that know futures. It never completes otherwise by itself; who completes or cancels it lets go
   * of the context, and does nothing to it.
   *
   * @return a new future, completed by a goroutine of its own
   */
  default CompletableFuture<Void> toFuture() {
    return Futures.of(this);
  }

  private static Context requireParent(@Nullable Context parent) {
    return Objects.requireNonNull(
        parent, "cannot create a context from a null parent; use Context.background() or todo()");
  }
}

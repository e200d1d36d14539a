package dev.gopark.context;

import dev.gopark.internal.Callbacks;
import java.io.InterruptedIOException;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of a block of code that is interrupted when a context ends. */
final class Interrupts extends Leaf {
  /*
   * The flag must come while the block runs, or not at all.
   *
   *             fire, CAS              fire
   *   ARMED ----------------> FIRING ---------> FIRED        the block was, or is about to be, interrupted
   *      |
   *      +--- disarm, CAS --> UNDONE                         the block was over first: no interrupt will come
   *
   * Protocol
   *   The context's end                      The block's thread
   *   F1 CAS ARMED -> FIRING, or give up     B1 run the block
   *   F2 interrupt the thread                B2 CAS ARMED -> UNDONE; if that succeeds, return
   *   F3 state := FIRED                      B3 wait until the state is FIRED
   *                                          B4 take the flag down
   *                                          B5 if an enclosing block has fired too, put it up again
   * B3 is as long as F2: one call of Thread.interrupt. Without it the flag could come up after B4 and hit
   * whatever the thread does next.
   *
   * One flag, several reasons. After a fire nobody can tell from the flag whether somebody else has
   * interrupted the thread too: both are answered by ending the block. B5 is for blocks inside blocks: the
   * inner one's B4 may take down what the outer one's F2 put up. An interrupt that came before the block is
   * thrown before the block runs, so it is never mixed up with ours. B5 takes FIRING for FIRED: the flag of
   * that fire may be up already, and have been taken down.
   *
   * Rejected: interrupting under a lock: Thread.interrupt runs foreign code when the thread is blocked in an
   * interruptible channel; no B3 but a check at the next interrupting(): the flag is out by then.
   *
   * Memory ordering: state is volatile throughout; FIRED publishes nothing but itself. current is of its
   * thread only.
   *
   * Tests: InterruptingTest, InterruptingIoTest, InterruptingReferencesTest; jcstress InterruptStaysInside.
   */
  static final int ARMED = 0;
  static final int FIRING = 1;
  static final int FIRED = 2;
  static final int UNDONE = 3;

  private static final int SPINS = 64;
  private static final int MAX_CAUSES = 16;
  private static final String CLOSED_BY_INTERRUPT = "Closed by interrupt";

  private static final VarHandle STATE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "state", VarHandle.class, Interrupts.class, int.class);

  /** The innermost block that each thread is in. */
  private static final ThreadLocal<@Nullable Interrupts> CURRENT = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private final @Nullable Interrupts enclosing = CURRENT.get();

  private volatile int state;

  Interrupts() {}

  /** Runs a block: what {@link Context#interrupting} does. */
  static <R extends @Nullable Object> R run(Context ctx, Callable<? extends R> block)
      throws InterruptedException {
    if (ctx.err() != null) {
      throw Thrown.by(ctx, " before a block under it");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a block under " + ctx);
    }
    var arm = new Interrupts();
    if (!arm.attach(ctx)) {
      throw arm.ending(ctx, " before a block under it");
    }
    if (arm.owner == null) {
      return Callbacks.call(block);
    }
    R result;
    try {
      arm.enter(); // allocates: if that fails the block is disarmed below like any other
      result = block.call();
    } catch (Throwable thrown) {
      if (arm.leave() && isInterrupt(thrown)) {
        ContextException ending = arm.ending(ctx, " in a block that it interrupted");
        // Where in the block that was.
        ending.addSuppressed(thrown);
        throw ending;
      }
      throw Callbacks.rethrow(thrown);
    }
    arm.leave();
    return result;
  }

  /** The block begins, in this thread. */
  void enter() {
    CURRENT.set(this);
  }

  /** The block is over: whether it was interrupted by the context; the flag is down then. */
  boolean leave() {
    if (enclosing == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(enclosing);
    }
    boolean fired = disarm();
    if (!fired) {
      detach();
    }
    return fired;
  }

  @Override
  boolean claim() {
    // Not decided yet: the walk may take long, and the block must not wait for it.
    return state == ARMED;
  }

  @Override
  void fire() {
    if (casState(ARMED, FIRING)) {
      try {
        thread.interrupt();
      } finally {
        state = FIRED;
      }
    }
  }

  /** Steps B2 to B5: whether the context was first. */
  private boolean disarm() {
    if (casState(ARMED, UNDONE)) {
      return false;
    }
    for (int i = 0; state != FIRED; i++) {
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        // With the flag up this returns at once; the thread that fires needs a processor, too.
        LockSupport.parkNanos(this, 1_000);
        Thread.interrupted();
      }
    }
    Thread.interrupted();
    for (Interrupts outer = enclosing; outer != null; outer = outer.enclosing) {
      int state = outer.state;
      if (state == FIRING || state == FIRED) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return true;
  }

  private ContextException ending(Context ctx, String doing) {
    assert owner != null;
    return Thrown.by(ctx, owner.ending(), owner.endingCause(), doing);
  }

  /** Whether this is how code ends that was interrupted. */
  private static boolean isInterrupt(Throwable thrown) {
    Throwable t = thrown;
    for (int i = 0; t != null && i < MAX_CAUSES; i++) {
      if (isInterruptItself(t)) {
        return true;
      }
      t = t.getCause();
    }
    return false;
  }

  private static boolean isInterruptItself(Throwable t) {
    return t instanceof InterruptedException
        || t instanceof ClosedByInterruptException
        || t instanceof FileLockInterruptionException
        // A timeout of the socket's own is one of them, too.
        || (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException))
        // What a virtual thread gets that is interrupted in a java.net.Socket, which is closed
        // then.
        || (t instanceof SocketException && CLOSED_BY_INTERRUPT.equals(t.getMessage()));
  }

  private boolean casState(int expected, int value) {
    return STATE.compareAndSet(this, expected, value);
  }
}

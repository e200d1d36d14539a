package dev.gopark.sched;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine as the scheduler sees it: Go's G.
 *
 * <p>One object plays three parts. It is the body that the virtual thread runs; it is the executor
 * that the JDK gives the thread's continuation whenever the thread becomes runnable, which is how
 * the scheduler learns which goroutine is ready; and it is the node of the registry that dumps
 * walk.
 *
 * <p>A virtual thread that a goroutine starts by other means inherits this executor and gives it a
 * continuation of its own. Such a child is adopted: it gets a {@code Scheduled} without a body.
 */
final class Scheduled implements Executor, Runnable {
  private static final Runnable ENDED = Scheduled::nothing;

  final Kernel kernel;
  private final boolean adopted;

  /** Null for an adopted child, and after the end. */
  private @Nullable Runnable body;

  /** Where the goroutine was started, if the scheduler was asked to remember. */
  @Nullable Throwable creation;

  /**
   * What continues the thread: the same object for the thread's whole life. Written by the first
   * {@link #execute}, before the thread has run; whoever readies it later has heard of the thread
   * since.
   */
  private volatile @Nullable Runnable continuation;

  private @Nullable Thread thread;

  /**
   * Set when the goroutine gives up its machine, read by dumps: nanoseconds of the kernel's coarse
   * clock.
   */
  private long stoppedAt;

  /** Links of the registry, guarded by its stripe. */
  @Nullable Scheduled next;

  @Nullable Scheduled previous;

  /** Whether it stands in the registry, guarded likewise. */
  boolean listed;

  /** Which stripe of the registry it stands in. */
  int stripe;

  /**
   * The body is over, but perhaps not the thread: its uncaught-exception handler may still run, and
   * wait. Written by the goroutine, read by the machine below it.
   */
  private boolean bodyOver;

  /** Whether it may start while the scheduler is closing. */
  boolean letIn;

  /** Whether it was put into a queue when it was started. */
  boolean placed;

  /** Whether it is ready and could not be queued: sysmon will. */
  volatile boolean unheard;

  Scheduled(Kernel kernel, Runnable body) {
    this.kernel = kernel;
    this.adopted = false;
    this.body = body;
    this.creation = kernel.rememberCreators ? new Throwable("created here") : null;
  }

  /** An adopted child. */
  Scheduled(Kernel kernel, Runnable continuation, @Nullable Thread thread) {
    this.kernel = kernel;
    this.adopted = true;
    this.continuation = continuation;
    this.thread = thread;
  }

  void thread(Thread thread) {
    this.thread = thread;
  }

  /** Null for an adopted child whose thread could not be told, and after the end. */
  @Nullable Thread thread() {
    return thread;
  }

  boolean isAdopted() {
    return adopted;
  }

  /** The JDK says that a thread is ready to go on: this goroutine's, or that of a child of it. */
  @Override
  public void execute(Runnable ready) {
    Runnable own = continuation;
    if (own == ready) {
      try {
        kernel.ready(this, false);
      } catch (StackOverflowError | OutOfMemoryError e) {
        // The JDK would forget this one: always when the stack of the readier is full, and in JDK
        // 21
        // when memory is. A second readying does no harm if the first has got through after all.
        // First what takes no call, and cannot overflow again.
        unheard = true;
        kernel.someUnheard = true;
        try {
          kernel.sysmon.stirred();
        } catch (StackOverflowError again) {
          // Then it sees the note when it is stirred by something else.
        }
      }
    } else if (own == null) {
      continuation = ready;
      kernel.lifetimes.started(this);
    } else {
      try {
        kernel.lifetimes.readyChild(ready);
      } catch (StackOverflowError | OutOfMemoryError e) {
        // If the child is new its start fails. If it is not, sysmon readies it, with all others.
        kernel.someChildUnheard = true;
        kernel.someUnheard = true;
        kernel.sysmon.stirred();
        throw e;
      }
    }
  }

  /** The virtual thread's body. */
  @Override
  public void run() {
    assert body != null;
    try {
      body.run();
    } finally {
      bodyOver = true;
    }
  }

  /** Whether the run that is just over may have been the last: then the thread's state tells. */
  boolean mayHaveEnded() {
    return bodyOver || adopted;
  }

  /** Runs the thread until it parks, yields or ends; does nothing if it is not ready after all. */
  void proceed() {
    continuation().run();
  }

  /**
   * The thread has ended: lets go of it and of all that it ran. Virtual threads that it started by
   * means of the JDK keep this object, as their executor, for as long as they live.
   *
   * <p>The JDK may still give it the thread's continuation, if it was about to when the thread
   * became ready twice; that is taken for an unknown child then, whose thread has ended.
   */
  void release() {
    body = null;
    thread = null;
    creation = null;
    continuation = ENDED;
  }

  private static void nothing() {}

  /** What continues the thread, once it has been started. */
  Runnable continuation() {
    Runnable continuation = this.continuation;
    assert continuation != null;
    return continuation;
  }

  void stoppedAt(long nanos) {
    stoppedAt = nanos;
  }

  long stoppedAt() {
    return stoppedAt;
  }

  @Override
  public String toString() {
    return "goroutine " + thread;
  }
}

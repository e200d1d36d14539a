package dev.gopark.sched;

import dev.gopark.internal.Goroutine;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the goroutines of a scheduler begin and end: those it makes, and the children that they start
 * by means of the JDK.
 */
final class Lifetimes {
  private final Kernel kernel;

  /** Children that goroutines started by means of the JDK, by what continues them. */
  private final ConcurrentHashMap<Runnable, Scheduled> adopted = new ConcurrentHashMap<>();

  Lifetimes(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Makes an unstarted goroutine. */
  Thread newThread(@Nullable String name, Runnable body) {
    if (kernel.shutdown.isRefusing()) {
      throw kernel.shutdown.refusal();
    }
    return make(name, body, false);
  }

  /**
   * Makes an unstarted goroutine for a timer's task: let in while others are alive, which may wait
   * for what it does, also when the scheduler is closing.
   */
  Thread newCallback(@Nullable String name, Runnable body) {
    return make(name, body, true);
  }

  private Thread make(@Nullable String name, Runnable body, boolean letIn) {
    var goroutine = new Scheduled(kernel, body);
    goroutine.letIn = letIn;
    Thread thread = VirtualThreads.newThread(goroutine, name, goroutine);
    goroutine.thread(thread);
    return thread;
  }

  /** A goroutine's thread is started: registers it, and queues it like any other that is ready. */
  void started(Scheduled goroutine) {
    if (kernel.shutdown.isRefusing() && !goroutine.letIn) {
      throw kernel.shutdown.refusal(); // the caller's start throws
    }
    begin(goroutine);
  }

  /** Throws if nothing has begun. */
  private void begin(Scheduled goroutine) {
    if (!kernel.registry.add(goroutine)) {
      throw kernel.shutdown.refusal();
    }
    try {
      kernel.ready(goroutine, true);
    } catch (StackOverflowError e) {
      // It may have been queued before the wake-up failed. Start must not throw for a thread that
      // runs: so it is taken back, or if somebody has it already it has started.
      if (kernel.takeBack(goroutine) || !goroutine.placed) {
        forget(goroutine);
        throw e;
      }
    } catch (Throwable e) {
      forget(goroutine);
      throw e;
    }
  }

  /** A goroutine may have ended with the run that is just over. */
  void afterRun(Scheduled goroutine) {
    Thread thread = goroutine.thread();
    if (thread != null && thread.getState() == Thread.State.TERMINATED) {
      ended(goroutine);
    }
  }

  /** A goroutine has ended. Its second call does nothing. */
  private void ended(Scheduled goroutine) {
    Runnable continuation = goroutine.continuation();
    if (kernel.registry.unlist(goroutine)) {
      if (goroutine.isAdopted()) {
        adopted.remove(continuation);
        Goroutine.countEnd(); // before close may return
      }
      left(goroutine);
    }
  }

  /** It has not begun after all. */
  private void forget(Scheduled goroutine) {
    if (kernel.registry.unlist(goroutine)) {
      left(goroutine);
    }
  }

  private void left(Scheduled goroutine) {
    goroutine.release();
    kernel.registry.left();
    kernel.shutdown.ended();
  }

  /** A thread that inherited the executor of one of our goroutines is ready. */
  void readyChild(Runnable continuation) {
    Scheduled child = adopted.get(continuation);
    if (child != null) {
      child.execute(continuation);
      return;
    }
    Thread thread = VirtualThreads.threadOf(continuation);
    if (thread != null && thread.getState() == Thread.State.TERMINATED) {
      return; // readied once more, see Scheduled.release
    }
    child = new Scheduled(kernel, continuation, thread);
    boolean begun = false;
    Goroutine.countStart();
    try {
      adopted.put(continuation, child);
      begin(child);
      begun = true;
    } finally {
      if (!begun) {
        adopted.remove(continuation);
        Goroutine.countEnd();
      }
    }
  }

  /** When quiet. */
  void checkInvariants() {
    for (Scheduled child : adopted.values()) {
      Thread thread = child.thread();
      if (thread == null || !thread.isAlive()) {
        throw new AssertionError("an adopted child that has ended: " + child);
      }
    }
  }
}

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
    var goroutine = new Scheduled(kernel, body);
    Thread thread = VirtualThreads.newThread(goroutine, name, goroutine);
    goroutine.thread(thread);
    return thread;
  }

  /** A goroutine's thread is started: registers it, and queues it like any other that is ready. */
  void started(Scheduled goroutine) {
    if (kernel.shutdown.isRefusing() || !kernel.registry.add(goroutine)) {
      throw kernel.shutdown.refusal(); // the caller's start throws
    }
    boolean queued = false;
    try {
      kernel.ready(goroutine, true);
      queued = true;
    } finally {
      if (!queued) {
        ended(goroutine);
      }
    }
  }

  /** A goroutine may have ended with the run that is just over. */
  void afterRun(Scheduled goroutine) {
    Thread thread = goroutine.thread();
    if (thread != null && thread.getState() == Thread.State.TERMINATED) {
      ended(goroutine);
    }
  }

  /** A goroutine has ended, or could not be started. Its second call does nothing. */
  private void ended(Scheduled goroutine) {
    if (kernel.registry.unlist(goroutine)) {
      if (goroutine.isAdopted()) {
        adopted.remove(goroutine.continuation());
        Goroutine.countEnd();
      }
      kernel.registry.left();
      kernel.shutdown.ended();
    }
  }

  /** A thread that inherited the executor of one of our goroutines is ready. */
  void readyChild(Runnable continuation) {
    Scheduled child = adopted.get(continuation);
    if (child != null) {
      child.execute(continuation);
      return;
    }
    child = new Scheduled(kernel, continuation, VirtualThreads.threadOf(continuation));
    if (!kernel.registry.add(child)) {
      throw kernel.shutdown.refusal(); // all machines have ended, or are about to
    }
    Goroutine.countStart();
    boolean queued = false;
    try {
      adopted.put(continuation, child);
      kernel.ready(child, true);
      queued = true;
    } finally {
      if (!queued) {
        ended(child);
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

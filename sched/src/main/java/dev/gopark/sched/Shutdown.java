package dev.gopark.sched;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

/** How a scheduler ends. */
final class Shutdown {
  /*
   *   1. close sets refusing; from now on new goroutines are refused, also those that the live ones start with
   *      Go.go. Children that they start by means of the JDK are let in: the live ones may need them to end.
   *   2. It waits until no goroutine is alive. A start that raced counted itself before it looked at refusing,
   *      and close looks at the count after it has set refusing: one of them sees the other.
   *   3. It sets stopping and wakes every machine and sysmon; each ends after the run it is in. What may still
   *      be queued are continuations that are not ready any more (a stack trace resubmits), and do nothing.
   */
  private final Kernel kernel;
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean refusing;
  private volatile boolean stopping;

  Shutdown(Kernel kernel) {
    this.kernel = kernel;
  }

  boolean isRefusing() {
    return refusing;
  }

  boolean isStopping() {
    return stopping;
  }

  RejectedExecutionException refusal() {
    return new RejectedExecutionException(
        "the scheduler " + kernel.name + " has been closed: it takes no new goroutines");
  }

  /** A goroutine has ended and {@code live} are left. */
  void ended(long live) {
    if (live == 0 && refusing) {
      drained.countDown();
    }
  }

  void close() {
    refusing = true;
    if (kernel.registry.live() == 0) {
      drained.countDown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        drained.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        interruptAll();
      }
    }
    stopping = true;
    for (int slot; (slot = kernel.idle.claim()) >= 0; ) {
      kernel.processors.at(slot).wakeMachine(false);
    }
    kernel.machines.unparkSpares();
    kernel.timers.giveBackAll();
    kernel.sysmon.stirred();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void interruptAll() {
    for (Scheduled goroutine : kernel.registry.snapshot()) {
      Thread thread = goroutine.thread();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}

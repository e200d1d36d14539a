package dev.gopark.sched;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** How a scheduler ends. */
final class Shutdown {
  /*
   *   1. close sets refusing; from now on new goroutines are refused, also those that the live ones start with
   *      Go.go. Children that they start by means of the JDK, and tasks of timers that fire here, are let in: the live
   *      ones may need them to end.
   *   2. It waits until no goroutine is alive, and closes the registry in the same atomic step: a start that
   *      raced is either waited for or refused. A goroutine is alive until its thread has ended, so its
   *      uncaught-exception handler may wait for something. Close sets refusing before it looks at the number
   *      of live ones, the last one's machine counts it down before it looks at refusing: one of them closes.
   *      Who waits for a limited time may be gone by then; sysmon looks for it too, and does step 3. It is stirred
   *      by the one that closes; it sleeps for good only if it has set "asleep" and then seen that it has not been.
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

  /** A goroutine has ended. */
  void ended() {
    if (refusing && kernel.registry.closeIfEmpty()) {
      drained.countDown();
      kernel.sysmon.stirred();
    }
  }

  /** Whether no goroutine is alive, and none will ever be: the threads may end. */
  boolean isDrained() {
    return drained.getCount() == 0;
  }

  /** Steps 1 to 3, but waits for so long at most: whether all has ended. */
  boolean close(long nanos) throws InterruptedException {
    refusing = true;
    ended();
    if (!drained.await(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    stop();
    return true;
  }

  void close() {
    refusing = true;
    ended();
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
    stop();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads. */
  void stop() {
    stopping = true;
    kernel.idle.wakeAll();
    kernel.machines.unparkSpares();
    kernel.timers.giveBackAll();
    kernel.sysmon.stirred();
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

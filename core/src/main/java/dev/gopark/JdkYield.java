package dev.gopark;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Yields on the JDK's scheduler in such a way that everybody who is ready runs in the end. */
final class JdkYield {
  /*
   * A carrier goes on with one queue of its pool for as long as it finds something there (ForkJoinPool.runWorker),
   * and a virtual thread that yields goes back into the queue that its carrier puts everything into. So a few that
   * do nothing but yield keep their carriers on those queues, and a thread in another queue is never looked at.
   *
   * One yield of EVERY, at random, is a park for a nanosecond. The thread that ends it puts the yielder into a
   * queue of another submitter. Each yielder leaves the carrier's queue that way, one after the other; the queue
   * becomes empty, and the carrier looks at all of them, in random order. They need not park at the same time,
   * which is why each counts for itself and not by the clock: a window of half a millisecond every 20 ms, in
   * which all parked, did not always let the last one run.
   *
   * Tests: GoTest, gosched_manyThatOnlyYield_letOthersRun.
   * References: JDK 25, VirtualThread.afterYield, ForkJoinPool.runWorker and submissionQueue.
   */
  private static final int EVERY = 256;

  private JdkYield() {}

  static void yieldNow() {
    if (Thread.currentThread().isVirtual() && ThreadLocalRandom.current().nextInt(EVERY) == 0) {
      // A pending interrupt would make the park return at once.
      boolean interrupted = Thread.interrupted();
      LockSupport.parkNanos(1);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    } else {
      Thread.yield();
    }
  }
}

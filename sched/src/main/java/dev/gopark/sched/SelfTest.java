package dev.gopark.sched;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tries, once at first use, whether the JDK hands its virtual threads to a scheduler of ours as
 * expected: start, yield, park and unpark, timed park, monitor, child thread, stack trace.
 */
final class SelfTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final long SLICE_NANOS = 10_000_000;
  private static final int MAX_MACHINES = 8;

  private SelfTest() {}

  /**
   * What went wrong, in a sentence for the user; null if nothing did. The answer stands for the
   * whole program, so an interrupt of the thread that happens to start the first goroutine, which
   * means that thread and not us, does not count: the test has a thread of its own.
   */
  static @Nullable String run() {
    var result = new FutureTask<@Nullable String>(SelfTest::runHere);
    Thread.ofPlatform().daemon().name("gopark-selftest").start(result);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return problem(String.valueOf(e.getCause()));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static @Nullable String runHere() {
    try {
      VirtualThreads.startPollers();
      var kernel = new Kernel("selftest", 1, SLICE_NANOS, Support.RING_SIZE, MAX_MACHINES);
      var passed = new CompletableFuture<String>();
      Thread first = kernel.lifetimes.newThread("selftest", () -> tryAll(passed));
      first.start();
      passed.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      first.join(LIMIT);
      kernel.shutdown.close();
      return null;
    } catch (TimeoutException e) {
      return problem("it did not end in " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      return problem(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem("it was interrupted");
    } catch (RuntimeException | LinkageError e) {
      return problem(e.toString());
    }
  }

  private static void tryAll(CompletableFuture<String> passed) {
    try {
      Thread self = Thread.currentThread();
      check(self.isVirtual(), "start");
      check(VirtualThreads.currentCarrier() instanceof Machine, "carrier");
      Thread.yield();
      var adopted = new CompletableFuture<Boolean>();
      Thread child =
          Thread.ofVirtual()
              .start(() -> {
                adopted.complete(isAdopted(Thread.currentThread()));
                LockSupport.unpark(self);
              });
      while (!adopted.isDone()) {
        LockSupport.park();
      }
      check(adopted.join(), "child thread");
      child.join();
      LockSupport.parkNanos(1_000);
      synchronized (passed) {
        passed.notifyAll();
      }
      check(child.getStackTrace().length == 0 && self.getStackTrace().length > 0, "stack trace");
      passed.complete("passed");
    } catch (Throwable e) {
      passed.completeExceptionally(e);
    }
  }

  /** Without knowing a child's thread nobody would notice its end. */
  private static boolean isAdopted(Thread child) {
    if (VirtualThreads.currentCarrier() instanceof Machine machine) {
      Scheduled running = machine.running();
      return running != null && running.isAdopted() && running.thread() == child;
    }
    return false;
  }

  private static void check(boolean passed, String what) {
    if (!passed) {
      throw new IllegalStateException("unexpected result of: " + what);
    }
  }

  private static String problem(String what) {
    return "the GMP scheduler's self-test failed on JDK " + Runtime.version() + ": " + what;
  }
}

package dev.gopark.bench;

import dev.gopark.Go;
import dev.gopark.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The goroutines that do the work of one measured body, and the wait for all of them. */
public final class Crew {
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicInteger open = new AtomicInteger(1); // one of them is await

  /** As many as processors take part: Go's GOMAXPROCS, which the driver gives to the JVM too. */
  public static int procs() {
    return Integer.getInteger("bench.procs", 1);
  }

  /** Starts a goroutine. One of the crew may start others. */
  public void go(Task task) {
    open.incrementAndGet();
    Go.go(() -> {
      try {
        task.run();
        leave();
      } catch (Throwable thrown) {
        ended.completeExceptionally(thrown);
      }
    });
  }

  /**
   * Waits until all have ended, or one has failed: then others may wait for it and never end.
   *
   * @throws ExecutionException if one has failed
   */
  public void await() throws InterruptedException, ExecutionException {
    leave();
    ended.get();
  }

  private void leave() {
    if (open.decrementAndGet() == 0) {
      ended.complete(null);
    }
  }
}

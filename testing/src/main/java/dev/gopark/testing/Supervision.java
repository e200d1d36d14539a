package dev.gopark.testing;

import dev.gopark.Task;
import dev.gopark.testing.internal.Carrier;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The caller of a simulation: waits for its carrier, and gives up when nothing goes on there. */
final class Supervision {
  /*
   * A simulation cannot be stopped from outside at any line: a goroutine that computes for ever, or that parks
   * with its carrier pinned, keeps the carrier. The caller sees that by a number that stands still, says where
   * it happened, and leaves the carrier behind, a daemon.
   */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Settings settings;
  private final Carrier carrier;
  private final Exploration exploration;
  private final FutureTask<SimulationReport> task;

  Supervision(Settings settings, Task program) {
    this.settings = settings;
    // The exploration needs the carrier, which needs what it runs.
    var start = new Start();
    this.carrier = new Carrier("simulation of " + settings.name(), start);
    this.exploration = new Exploration(settings, program, carrier);
    this.task = new FutureTask<>(exploration::explore);
    start.task = task;
  }

  private static final class Start implements Runnable {
    private @Nullable FutureTask<?> task;

    @Override
    public void run() {
      FutureTask<?> task = this.task;
      assert task != null;
      task.run();
    }
  }

  SimulationReport result() {
    carrier.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    carrier.start();
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      try {
        return task.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        long progress = exploration.progress();
        if (progress != seen) {
          seen = progress;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > settings.patience().toNanos()) {
          throw stuck();
        }
      } catch (InterruptedException e) {
        exploration.cancel();
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while simulating " + settings.name());
      } catch (ExecutionException e) {
        throw rethrow(e.getCause());
      }
    }
  }

  private SimulationFailure stuck() {
    exploration.cancel();
    Routine routine = exploration.running();
    Thread thread = routine == null ? carrier : routine.thread();
    String text =
        settings.name()
            + ": "
            + (routine == null ? "the simulation" : routine)
            + " has neither ended nor come to a point for "
            + settings.patience().toSeconds()
            + " s of real time"
            + (thread == null ? "" : Stacks.at(thread))
            + ": a loop without end, or a wait that holds up its carrier (inside a native frame, or on"
            + " JDK 21 to 23 inside synchronized)"
            + (thread == null ? "" : Stacks.top(thread));
    SimulationFailure before = exploration.found();
    if (before != null) {
      before.addSuppressed(new SimulationFailure(SimulationFailure.Kind.STUCK, text, null, "", ""));
      return before;
    }
    return new SimulationFailure(SimulationFailure.Kind.STUCK, text, null, "", "");
  }

  private static RuntimeException rethrow(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) {
      // The trace of the carrier says nothing; that of the caller shows the test.
      if (error instanceof SimulationFailure failure) {
        failure.setStackTrace(new Throwable().getStackTrace());
      }
      throw error;
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new AssertionError(thrown);
  }
}

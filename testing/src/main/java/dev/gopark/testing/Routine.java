package dev.gopark.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine of a simulated run. The JDK calls {@link #execute} whenever its thread becomes ready;
 * the run then continues it when it is chosen.
 */
final class Routine implements Executor, Runnable {
  final Run run;
  final int id;
  final String name;

  /** Whether the run ends without it: the one that fires timers. */
  final boolean daemon;

  private final @Nullable Runnable body;

  /** Virtual threads that this one started by means of the JDK, by what continues them. */
  private @Nullable Map<Runnable, Routine> children;

  private @Nullable Thread thread;
  private @Nullable Runnable continuation;

  /** Whether it waits to be chosen: then it stands in the run's list. */
  boolean ready;

  /** How many times the schedule could have taken another turn at this goroutine. */
  int points;

  /** For PCT: the greatest runs. */
  long priority;

  /** Looks in a row of a loop that spins. */
  int spins;

  /** How deep it stands in code in which nobody else may run. */
  int alone;

  /** Whether a fault has interrupted it. */
  boolean cut;

  /** How many seeds it has drawn. */
  int draws;

  Routine(Run run, int id, String name, @Nullable Runnable body, boolean daemon) {
    this.run = run;
    this.id = id;
    this.name = name;
    this.body = body;
    this.daemon = daemon;
  }

  void thread(Thread thread) {
    this.thread = thread;
  }

  /** Null for a child of which the JDK told nothing but how to continue it. */
  @Nullable Thread thread() {
    return thread;
  }

  /** Runs it on the carrier until it parks, yields or ends. */
  void proceed() {
    Runnable continuation = this.continuation;
    assert continuation != null;
    continuation.run();
  }

  @Override
  public void execute(Runnable ready) {
    if (!run.isOurs()) {
      run.readiedFromOutside(this);
      return;
    }
    Runnable own = continuation;
    if (own == null) {
      continuation = ready;
      run.ready(this);
    } else if (own == ready) {
      run.ready(this);
    } else {
      run.ready(child(ready));
    }
  }

  /** The body of the thread. */
  @Override
  public void run() {
    assert body != null;
    try {
      body.run();
    } catch (Throwable thrown) {
      run.uncaught(this, thrown);
    }
  }

  private Routine child(Runnable ready) {
    if (children == null) {
      children = new HashMap<>();
    }
    Routine child = children.get(ready);
    if (child == null) {
      child = run.adopt(this, ready);
      child.continuation = ready;
      children.put(ready, child);
    }
    return child;
  }

  @Override
  public String toString() {
    return name;
  }
}

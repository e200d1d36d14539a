package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.Task;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A task that is started when a context ends, and the handle that takes it back. */
final class AfterFunc extends Leaf implements StopFunc {
  /*
   * Whoever takes the task out of the field, by one CAS, owns it: a cancel starts it, a stop drops it. So it
   * is started or stopped, never both, and a stop that returns true means that it never starts.
   */
  private static final VarHandle TASK =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "task", VarHandle.class, AfterFunc.class, Task.class);

  @SuppressWarnings("UnusedVariable") // accessed through TASK
  private volatile @Nullable Task task;

  /** Between claim and fire, which are called by the same thread. */
  private @Nullable Task claimed;

  private AfterFunc(Task task) {
    this.task = task;
  }

  static AfterFunc register(Context ctx, Task task) {
    var leaf = new AfterFunc(task);
    if (!leaf.attach(ctx) && leaf.claim()) {
      leaf.fire();
    }
    return leaf;
  }

  @Override
  boolean claim() {
    claimed = take();
    return claimed != null;
  }

  @Override
  void fire() {
    Task task = claimed;
    claimed = null;
    if (task != null) {
      Go.go(task);
    }
  }

  /** Stops the task: whether it will not be started because of this call. */
  @Override
  public boolean stop() {
    if (take() == null) {
      return false;
    }
    detach();
    return true;
  }

  @Override
  public String toString() {
    Task task = this.task;
    return task == null ? "AfterFunc[over]" : "AfterFunc[waiting, runs " + task + "]";
  }

  private @Nullable Task take() {
    Task task = this.task;
    return task != null && TASK.compareAndSet(this, task, null) ? task : null;
  }
}

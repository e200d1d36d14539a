package dev.gopark.context;

import dev.gopark.Task;
import java.util.function.BooleanSupplier;

/**
 * A {@link Context} made by somebody else that tells its children itself when it ends: Go's
 * optional {@code AfterFunc} method.
 *
 * <p>Nobody needs it for correctness: children of a context without it watch its {@code done()}
 * channel, which costs no thread. It is for implementations that have a list of listeners anyway.
 */
public interface AfterFuncContext extends Context {
  /**
   * Runs a task once, after this context has ended; at once if it has ended already.
   *
   * <p>Any thread may run the task, also the one that calls this method. {@code err()} is not null
   * by then.
   *
   * @param task what to run; it does not block and throws nothing
   * @return takes the task back when called: true if it will not run because of that, false if it
   *     has been started or taken back before; it does not wait
   */
  BooleanSupplier afterFunc(Task task);
}

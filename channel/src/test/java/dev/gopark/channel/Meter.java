package dev.gopark.channel;

import dev.gopark.Task;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * What the JVM counts: the bytes that a platform thread has allocated, the threads started.
 *
 * <p>By reflection, because the module under test does not read the management modules.
 */
final class Meter {
  private static final Object BEAN;
  private static final Method ALLOCATED;
  private static final Method STARTED;

  static {
    try {
      BEAN =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      ALLOCATED =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
      STARTED =
          Class.forName("java.lang.management.ThreadMXBean")
              .getMethod("getTotalStartedThreadCount");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Meter() {}

  static long bytes(Thread thread) {
    try {
      return (long) ALLOCATED.invoke(BEAN, thread.threadId());
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** How many platform threads were ever started. */
  static long startedThreads() {
    try {
      return (long) STARTED.invoke(BEAN);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * How many bytes one run of a task allocates on the calling platform thread. The least of several
   * batches is taken, since class loading and linking count too.
   */
  static double bytesPerRun(int runs, Task task) throws Exception {
    double least = Double.MAX_VALUE;
    for (int batch = 0; batch < 10; batch++) {
      long before = bytes(Thread.currentThread());
      for (int i = 0; i < runs; i++) {
        task.run();
      }
      least = Math.min(least, (double) (bytes(Thread.currentThread()) - before) / runs);
    }
    return least;
  }
}

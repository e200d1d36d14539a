package dev.gopark;

/**
 * A body of code that may throw anything: what {@link Go#go(Task)} runs.
 *
 * <p>It differs from {@link Runnable} only in that it may throw checked exceptions, so that code
 * which sends and receives needs no {@code try}/{@code catch} around it. Each method that takes a
 * task says what becomes of the exception.
 */
@FunctionalInterface
public interface Task {
  /**
   * Runs this task.
   *
   * @throws Exception whatever the task throws
   */
  void run() throws Exception;
}

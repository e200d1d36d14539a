package dev.gopark.sched;

import java.util.StringJoiner;

/** Prints a line of numbers to the standard error at intervals: Go's schedtrace. */
final class SchedTrace extends Thread {
  private static final String PROPERTY = "gopark.schedtrace";

  private final Kernel kernel;
  private final long millis;
  private final long begin = System.nanoTime();

  private SchedTrace(Kernel kernel, long millis) {
    super(null, null, "gopark-" + kernel.name + "-trace", 0, false);
    this.kernel = kernel;
    this.millis = millis;
    setDaemon(true);
  }

  /** Starts one for a scheduler if {@code -Dgopark.schedtrace=<milliseconds>} asks for it. */
  static void startIfWanted(Kernel kernel) {
    String property = System.getProperty(PROPERTY);
    if (property != null) {
      long millis;
      try {
        millis = Long.parseLong(property);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "-D" + PROPERTY + "=" + property + " is not a number of milliseconds", e);
      }
      if (millis > 0) {
        new SchedTrace(kernel, millis).start();
      }
    }
  }

  @Override
  public void run() {
    try {
      while (!kernel.shutdown.isStopping()) {
        Thread.sleep(millis);
        System.err.println(line(kernel, (System.nanoTime() - begin) / 1_000_000));
      }
    } catch (InterruptedException e) {
      // Nobody else knows this thread: somebody wants it to end.
    }
  }

  static String line(Kernel kernel, long atMillis) {
    SchedulerStats stats = Stats.of(kernel);
    var queues = new StringJoiner(" ", "[", "]");
    var slices = new StringJoiner(" ", "[", "]");
    for (SchedulerStats.Proc proc : stats.perProc()) {
      queues.add(String.valueOf(proc.queued()));
      slices.add(String.valueOf(proc.slices()));
    }
    return "SCHED "
        + atMillis
        + "ms: "
        + kernel.name
        + " gomaxprocs="
        + stats.procs()
        + " idleprocs="
        + stats.idleProcs()
        + " threads="
        + stats.machines()
        + " spinningthreads="
        + stats.spinning()
        + " idlethreads="
        + stats.spareMachines()
        + " runqueue="
        + stats.globalQueue()
        + " "
        + queues
        + " schedticks="
        + slices;
  }
}

package dev.gopark.sched;

import dev.gopark.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Whether schedulers can be made in this JVM, and the one that {@code Go.go} uses. */
final class Support {
  static final int RING_SIZE = 256;
  private static final int MAX_MACHINES = 10_000;
  private static final AtomicInteger MADE = new AtomicInteger();
  private static volatile @Nullable Kernel processWide;
  private static volatile @Nullable Scheduler ofGo;

  private Support() {}

  /** Why none can be made, in a sentence for the user; null if they can. Found out once. */
  static @Nullable String problem() {
    return Probe.PROBLEM;
  }

  static Kernel newKernel(@Nullable String name, int procs, Duration timeSlice, int ringSize) {
    String known = name == null ? String.valueOf(MADE.incrementAndGet()) : name;
    long slice = Deadline.nanos(timeSlice);
    var kernel = new Kernel(known, procs, slice, ringSize, MAX_MACHINES);
    SchedTrace.startIfWanted(kernel);
    return kernel;
  }

  /** Made on first use. If it cannot be, each call says why. */
  static Kernel processWide() {
    Kernel known = processWide;
    return known != null ? known : makeProcessWide();
  }

  private static synchronized Kernel makeProcessWide() {
    Kernel known = processWide;
    if (known == null) {
      known = newKernel("main", defaultProcs(), Duration.ofMillis(10), RING_SIZE);
      processWide = known;
    }
    return known;
  }

  /** The face of {@link #processWide()}, always the same. */
  static Scheduler ofGo() {
    Scheduler known = ofGo;
    return known != null ? known : makeOfGo();
  }

  private static synchronized Scheduler makeOfGo() {
    Scheduler known = ofGo;
    if (known == null) {
      known = new Scheduler(processWide());
      ofGo = known;
    }
    return known;
  }

  /** Whether a scheduler runs the goroutines of {@code Go.go}, and so may not be closed. */
  static boolean isProcessWide(Kernel kernel) {
    return processWide == kernel;
  }

  private static int defaultProcs() {
    String property = System.getProperty("gopark.maxprocs");
    if (property == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      return Scheduler.checkProcs(Integer.parseInt(property));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("-Dgopark.maxprocs=" + property + " is not a number", e);
    }
  }

  private static final class Probe {
    static final @Nullable String PROBLEM = probe();

    private static @Nullable String probe() {
      String problem = VirtualThreads.problem();
      if (problem == null) {
        problem = SelfTest.run();
      }
      if (problem == null) {
        KernelTimers.install();
      }
      return problem;
    }
  }
}

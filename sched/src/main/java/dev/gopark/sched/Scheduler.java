package dev.gopark.sched;

import dev.gopark.Task;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.Goroutine;
import dev.gopark.internal.Spawner;
import dev.gopark.internal.TaskGoroutine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for goroutines that shares CPU time among them, as Go's does: ordinary virtual
 * threads run on a few platform threads of its own, with local run queues and work stealing, and
 * one that computes for long loses its processor to the others instead of stopping them.
 *
 * <p>The goroutines of {@link dev.gopark.Go#go} run on a process-wide scheduler of this kind when
 * the JVM allows it, see {@link #isSupported()}. Make one of your own to keep groups of goroutines
 * apart:
 *
 * {@snippet lang = java :
 * try (Scheduler workers = Scheduler.builder().procs(2).name("workers").build()) {
 *   workers.go(() -> System.out.println("on " + Thread.currentThread()));
 * }
 * }
 *
 * <p><b>Fairness.</b> A goroutine may run for one time slice (10 ms by default) while others wait.
 * One that runs on, or that blocks its platform thread in file I/O, a native method or a class
 * initialiser, is left to the operating system on that thread, and the processor is handed to
 * another thread. A goroutine readied by the running one runs next, on what is left of the running
 * one's slice; otherwise goroutines run in the order in which they became ready, but for what is
 * stolen.
 *
 * <p><b>Threads.</b> All are daemons: {@code gopark-<name>-M<number>} run goroutines, {@code
 * gopark-<name>-sysmon} watches. Virtual threads that a goroutine starts by other means (per-task
 * executors, {@code Thread.ofVirtual}) run on its scheduler as well and count as goroutines; also
 * the threads that a library starts when a goroutine is the first to use it.
 */
public final class Scheduler implements AutoCloseable {
  private final Kernel kernel;
  private final Spawner spawner;

  Scheduler(Kernel kernel) {
    this.kernel = kernel;
    this.spawner = new KernelSpawner(kernel);
  }

  /**
   * Begins to make a scheduler.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The scheduler that {@link dev.gopark.Go#go} starts goroutines on, unless it is called by a
   * goroutine of another: for its {@link #stats()}, {@link #dump()} and {@link #procs(int)}.
   *
   * {@snippet lang = java :
   * System.out.println(Scheduler.ofGo().dump());
   * }
   *
   * <p>It lives as long as the JVM; {@link #close()} is refused. Made at first use.
   *
   * @return always the same scheduler
   * @throws UnsupportedOperationException if those goroutines run on the JDK's scheduler, with the
   *     reason
   * @throws IllegalArgumentException if {@code -Dgopark.maxprocs} is not a number from 1 to 1024
   */
  public static Scheduler ofGo() {
    String problem =
        "jdk".equalsIgnoreCase(System.getProperty("gopark.scheduler"))
            ? "-Dgopark.scheduler=jdk: Go.go starts goroutines on the JDK's own scheduler"
            : Support.problem();
    if (problem != null) {
      throw new UnsupportedOperationException(problem);
    }
    return Support.ofGo();
  }

  /**
   * Whether schedulers can be made in this JVM: whether {@code java.lang} is open to this module,
   * and the JDK has behaved as expected in a short test at first use.
   *
   * @return whether {@link Builder#build()} works
   */
  public static boolean isSupported() {
    return Support.problem() == null;
  }

  /**
   * Why schedulers can or cannot be made, in a sentence that names the JVM option to add if that is
   * all.
   *
   * @return never null
   */
  public static String supportReason() {
    String problem = Support.problem();
    return problem != null
        ? problem
        : "supported: java.lang is open and JDK " + Runtime.version() + " passed the self-test";
  }

  /**
   * Starts a goroutine on this scheduler. What becomes of what it throws is said in {@link
   * dev.gopark.Go}.
   *
   * @param task what to run
   * @return its thread, started
   * @throws NullPointerException if {@code task} is null
   * @throws java.util.concurrent.RejectedExecutionException if this scheduler has been closed
   */
  public Thread go(Task task) {
    return Goroutine.start(spawner, null, new TaskGoroutine(task));
  }

  /**
   * Starts a goroutine with a name on this scheduler.
   *
   * @param name its name
   * @param task what to run
   * @return its thread, started
   * @throws NullPointerException if {@code name} or {@code task} is null
   * @throws java.util.concurrent.RejectedExecutionException if this scheduler has been closed
   */
  public Thread go(String name, Task task) {
    Objects.requireNonNull(name, "go with a null name; use go(task) for a goroutine without one");
    return Goroutine.start(spawner, name, new TaskGoroutine(task));
  }

  /**
   * A factory of unstarted goroutines of this scheduler, for whatever takes a thread factory:
   * executors, servers.
   *
   * @return a factory that refuses, with {@link java.util.concurrent.RejectedExecutionException},
   *     once this scheduler has been closed
   */
  public ThreadFactory threadFactory() {
    return runnable -> {
      Objects.requireNonNull(runnable, "task");
      return kernel.lifetimes.newThread(null, new FactoryGoroutine(runnable));
    };
  }

  /**
   * How many goroutines can run at the same time: Go's GOMAXPROCS.
   *
   * @return the number of processors, at least 1
   */
  public int procs() {
    return kernel.processors.count();
  }

  /**
   * Changes how many goroutines can run at the same time. Takes effect at once for new work; a
   * processor that is taken away finishes the run it is in.
   *
   * @param n the number of processors
   * @throws IllegalArgumentException if {@code n} is not from 1 to 1024
   */
  public void procs(int n) {
    kernel.processors.resize(checkProcs(n));
  }

  /**
   * What this scheduler is doing and has done. Cheap; stops nothing.
   *
   * @return a snapshot
   */
  public SchedulerStats stats() {
    return Stats.of(kernel);
  }

  /**
   * Every live goroutine with its state, what it waits for and for how long, and its stack;
   * goroutines with equal stacks are grouped. Works while goroutines keep all processors busy.
   *
   * <p>It takes the stack trace of one goroutine after the other, so it is no snapshot of one
   * instant. Waiting times are known to about 10 ms. With {@code -Dgopark.traceback=creators} it
   * also shows where each goroutine was started, which costs a stack trace at every start.
   *
   * @return the text, one paragraph for each group
   */
  public String dump() {
    return Dump.of(kernel);
  }

  /**
   * Closes this scheduler as {@link java.util.concurrent.ExecutorService#close()} does: refuses new
   * goroutines, waits until the live ones have ended, and ends its threads. If the caller is
   * interrupted while it waits, all live goroutines are interrupted, and it goes on waiting; it
   * returns with the interrupt flag set. Closing again waits likewise.
   *
   * @throws IllegalStateException if called by one of this scheduler's own goroutines, which would
   *     wait for itself; or if this is the scheduler {@linkplain #ofGo() of Go.go}, which everybody
   *     uses. Nothing happens then
   */
  @Override
  public void close() {
    checkMayClose();
    kernel.shutdown.close();
  }

  /**
   * Begins to close this scheduler as {@link #close()} does, but waits for a limited time only, and
   * interrupts nobody:
   *
   * {@snippet lang = java :
   * if (!scheduler.close(Duration.ofSeconds(5))) {
   *   scheduler.goroutines().forEach(Thread::interrupt);
   *   if (!scheduler.close(Duration.ofSeconds(1))) {
   *     log.warn(scheduler.dump()); // who is still there
   *   }
   * }
   * }
   *
   * <p>New goroutines are refused from now on, whatever the answer. If it is false the live ones go
   * on, {@link #goroutines()} and {@link #dump()} tell which they are, and the scheduler's threads
   * end by themselves when the last of them has ended. That may be never: a library's endless
   * virtual thread that was first started by a goroutine of this scheduler belongs to it too.
   *
   * @param limit how long to wait at most; zero or negative does not wait
   * @return true if no goroutine is alive and the scheduler's threads are ending; false if the time
   *     is over
   * @throws InterruptedException if the caller is interrupted while it waits; the scheduler is
   *     closing, as if the time were over
   * @throws IllegalStateException as {@link #close()}
   */
  public boolean close(Duration limit) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(limit, "limit"));
    checkMayClose();
    return kernel.shutdown.close(nanos);
  }

  /**
   * The threads of all goroutines that are alive, those included that goroutines have started by
   * means of the JDK. Some may have ended when the list is there, and others may have begun.
   *
   * @return a list of one's own, in no order
   */
  public List<Thread> goroutines() {
    var threads = new ArrayList<Thread>();
    for (Scheduled goroutine : kernel.registry.snapshot()) {
      Thread thread = goroutine.thread();
      if (thread != null) {
        threads.add(thread);
      }
    }
    return threads;
  }

  private void checkMayClose() {
    if (Support.isProcessWide(kernel)) {
      throw new IllegalStateException(
          "the scheduler of Go.go cannot be closed: all code of this JVM may be using it; for one"
              + " that ends, use Scheduler.builder().build()");
    }
    if (VirtualThreads.currentCarrier() instanceof Machine machine && machine.kernel == kernel) {
      throw new IllegalStateException(
          "a goroutine of the scheduler "
              + kernel.name
              + " cannot close it: it would wait for itself");
    }
  }

  @Override
  public String toString() {
    return kernel.toString();
  }

  Kernel kernel() {
    return kernel;
  }

  static int checkProcs(int n) {
    if (n < 1 || n > Processors.MAX) {
      throw new IllegalArgumentException(
          "procs is " + n + ", it must be from 1 to " + Processors.MAX);
    }
    return n;
  }

  /** Makes a {@link Scheduler}. Not for use by several threads at once. */
  public static final class Builder {
    private int procs = Runtime.getRuntime().availableProcessors();
    private @Nullable String name;
    private Duration timeSlice = Duration.ofMillis(10);
    private int ringSize = Support.RING_SIZE;
    private boolean handOffs = true;

    private Builder() {}

    /**
     * How many goroutines can run at the same time; as many as there are processors if not set.
     *
     * @param n 1 to 1024
     * @return this builder
     * @throws IllegalArgumentException if {@code n} is out of range
     */
    public Builder procs(int n) {
      procs = checkProcs(n);
      return this;
    }

    /**
     * What the scheduler's threads are called after; a number if not set.
     *
     * @param name need not be unique
     * @return this builder
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * How long a goroutine may run while others wait; 10 ms if not set. It is kept to within some
     * milliseconds.
     *
     * @param slice a positive duration
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder timeSlice(Duration slice) {
      if (slice.isNegative() || slice.isZero()) {
        throw new IllegalArgumentException("the time slice is " + slice + ", it must be positive");
      }
      timeSlice = slice;
      return this;
    }

    /** For tests that count exactly: no processor is taken away. */
    Builder withoutHandOffs() {
      handOffs = false;
      return timeSlice(Duration.ofDays(1));
    }

    /** For tests: a small ring overflows soon. */
    Builder ringSize(int size) {
      ringSize = size;
      return this;
    }

    /**
     * Makes the scheduler and starts its threads.
     *
     * @return a new scheduler
     * @throws UnsupportedOperationException if it cannot be made in this JVM, with the text of
     *     {@link Scheduler#supportReason()}
     */
    public Scheduler build() {
      String problem = Support.problem();
      if (problem != null) {
        throw new UnsupportedOperationException(problem);
      }
      Kernel kernel = Support.newKernel(name, procs, timeSlice, ringSize);
      kernel.sysmon.probing = handOffs;
      return new Scheduler(kernel);
    }
  }
}

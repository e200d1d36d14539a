package dev.gopark.sched;

import dev.gopark.sync.LockHog;
import dev.gopark.timer.Lateness;
import dev.gopark.timer.TimerLatency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scheduler's figures: runs scenarios in this JVM, on the scheduler that {@code
 * -Dgopark.scheduler} names, and prints a row of comma-separated values for each thing measured.
 *
 * <p>No JMH: its threads would take part in the hand-offs. Each scenario runs a body of fixed size
 * some times for nothing and then some rounds. {@code benchmarks.jar compare} starts a JVM for each
 * scenario and scheduler, beside the Go twins, and prints the medians.
 */
public final class SchedulerFigures {
  private static final Map<String, Scenario> SCENARIOS = new TreeMap<>();

  static {
    SCENARIOS.put("pingPong", HandOffs::pingPong);
    SCENARIOS.put("rendezvous", HandOffs::rendezvous);
    SCENARIOS.put("stream100", HandOffs::stream100);
    SCENARIOS.put("spawn1000", Crowds::spawn);
    SCENARIOS.put("chain1000", Crowds::chain);
    SCENARIOS.put("daisy1000", Crowds::daisy);
    SCENARIOS.put("hogs", Hogs::ticker);
    SCENARIOS.put("hogsSleep", Hogs::sleeper);
    SCENARIOS.put("hogStart", Hogs::start);
    SCENARIOS.put("loneReady", LoneReady::run);
    SCENARIOS.put("parked", Parked::run);
    SCENARIOS.put("parkedUntracked", Parked::run); // with -Djdk.trackAllThreads=false
    SCENARIOS.put("idle", Idle::run);
    SCENARIOS.put("http", HttpEcho::quiet);
    SCENARIOS.put("httpHogs", HttpEcho::withHogs);
    SCENARIOS.put("spinSynchronousQueue", Spinning::synchronousQueue);
    SCENARIOS.put("spinSynchronousQueueFair", Spinning::fairSynchronousQueue);
    SCENARIOS.put("spinLinkedTransferQueue", Spinning::linkedTransferQueue);
    SCENARIOS.put("spinExchanger", Spinning::exchanger);
    SCENARIOS.put("lockHog", LockHog::run);
    SCENARIOS.put("lateness", Lateness::run);
    SCENARIOS.put("parallelTimerLatency", TimerLatency::parallel);
    SCENARIOS.put("staggeredTickerLatency", TimerLatency::staggered);
  }

  private SchedulerFigures() {}

  /**
   * Runs scenarios.
   *
   * @param args {@code [--quick] scenario...}
   */
  public static void main(String[] args) throws Exception {
    List<String> names = new ArrayList<>(List.of(args));
    boolean quick = names.remove("--quick");
    if (names.isEmpty() || !SCENARIOS.keySet().containsAll(names)) {
      System.err.println(
          "usage: SchedulerFigures [--quick] SCENARIO...   (of " + SCENARIOS.keySet() + ")");
      System.exit(2);
    }
    for (String name : names) {
      SCENARIOS.get(name).run(new Rows(name), quick);
    }
    System.exit(0); // goroutines that wait for ever are daemons, other threads may not be
  }

  /** Something to measure. */
  @FunctionalInterface
  interface Scenario {
    void run(Rows rows, boolean quick) throws Exception;
  }
}

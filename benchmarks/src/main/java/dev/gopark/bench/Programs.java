package dev.gopark.bench;

import dev.gopark.bench.Entry.Candidate;
import dev.gopark.bench.Entry.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scenarios that are not JMH's but of {@code dev.gopark.sched.SchedulerFigures} and its Go
 * twin: what they measure is not the time of an operation, or a JVM that is otherwise empty counts.
 */
enum Programs {
  PING_PONG("pingPong", "an element handed over, by two that answer each other", true),
  SPAWN("spawn1000", "a goroutine of 1,000 that are started and end, once all have ended", true),
  CHAIN("chain1000", "an element handed on by one of 1,000 goroutines in a chain", true),
  DAISY(
      "daisy1000",
      "a goroutine added to a chain of 1,000 that one element then runs through",
      true),
  SPIN_SYNCHRONOUS_QUEUE("spinSynchronousQueue", "an element through a SynchronousQueue", false),
  SPIN_SYNCHRONOUS_QUEUE_FAIR(
      "spinSynchronousQueueFair", "an element through a fair SynchronousQueue", false),
  SPIN_LINKED_TRANSFER_QUEUE(
      "spinLinkedTransferQueue", "an element through LinkedTransferQueue.transfer", false),
  SPIN_EXCHANGER("spinExchanger", "an exchange through an Exchanger", false),
  HOGS("hogs", "the time between ticks that a goroutine sees beside four that never pause", true),
  HOGS_SLEEP("hogsSleep", "the same with the JDK's own sleep instead of a ticker", false),
  HOG_START(
      "hogStart", "the time until a goroutine runs that one which never pauses started", true),
  IDLE("idle", "what a scheduler does in ten seconds in which all goroutines wait", true),
  PARKED("parked", "a million goroutines that wait on one channel, and their release", true),
  PARKED_UNTRACKED("parkedUntracked", "the same with -Djdk.trackAllThreads=false", true),
  HTTP("http", "requests to an HTTP server with a goroutine for each of 32 connections", false),
  HTTP_HOGS("httpHogs", "the same beside four goroutines that never pause", false),
  LOCK_HOG("lockHog", "the wait for a lock that somebody else takes again and again", true),
  LATENESS("lateness", "how late a million timers with random deadlines fire", true),
  PARALLEL_TIMER_LATENCY(
      "parallelTimerLatency", "how late a timer of 1 ms fires while its starter computes", true),
  STAGGERED_TICKER_LATENCY(
      "staggeredTickerLatency", "how late tickers of 3 ms tick beside work", true);

  private final String word;
  private final String operation;
  private final boolean go;

  Programs(String word, String operation, boolean go) {
    this.word = word;
    this.operation = operation;
    this.go = go;
  }

  static List<Entry> all() {
    return Arrays.stream(values()).map(Programs::entry).toList();
  }

  /** Whether an operation takes some time, in which rounds make sense, as in a JMH scenario. */
  private boolean isHandOver() {
    return compareTo(HOGS) < 0;
  }

  private Group group() {
    return switch (this) {
      case LOCK_HOG -> Group.SYNC;
      case LATENESS, PARALLEL_TIMER_LATENCY, STAGGERED_TICKER_LATENCY -> Group.TIME;
      default -> Group.SCHEDULER;
    };
  }

  private Entry entry() {
    List<Candidate> candidates = new ArrayList<>();
    if (this != HOGS_SLEEP) { // on the JDK's scheduler nothing happens until the hogs end: see hogs
      candidates.add(new Candidate(Contender.ours(Contender.JDK), Kind.PROGRAM, word));
    }
    candidates.add(new Candidate(Contender.ours(Contender.GMP), Kind.PROGRAM, word));
    if (go) {
      candidates.add(new Candidate(Contender.GO_TWIN, Kind.GO_PROGRAM, word));
    }
    List<Integer> procs =
        switch (this) {
          case HOG_START -> List.of(1);
          default -> isHandOver() ? List.of(1, 2) : List.of(2);
        };
    var info =
        new ScenarioInfo(
            word, group(), operation, "", false, true, false, procs, this == HOG_START);
    return new Entry(info, candidates, isHandOver() ? Integer.MAX_VALUE : 1);
  }

  /** The options of a JVM that runs the scenario, beside those that all get. */
  static List<String> jvmOptions(String word) {
    return switch (word) {
      case "parked", "lateness" -> List.of("-Xms6g", "-Xmx6g");
      case "parkedUntracked" -> List.of("-Xms6g", "-Xmx6g", "-Djdk.trackAllThreads=false");
      default -> List.of("-Xmx1g");
    };
  }

  /** How long a run takes, roughly, in seconds. */
  static double seconds(String word, boolean quick) {
    double full =
        switch (word) {
          case "parked", "parkedUntracked" -> 15;
          case "lateness" -> 60;
          case "lockHog" -> 32;
          case "hogs", "hogsSleep", "http", "httpHogs", "idle" -> 13;
          case "hogStart" -> 3;
          default -> 5;
        };
    return quick ? full / 3 : full;
  }
}

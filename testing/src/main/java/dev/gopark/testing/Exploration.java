package dev.gopark.testing;

import dev.gopark.Task;
import dev.gopark.testing.internal.Carrier;
import dev.gopark.testing.internal.Hooks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All runs of one simulation, on one carrier. */
final class Exploration {
  private static final int MAX_COUNTED = 1_000_000;
  private static final int FIRST_GUESS = 100;

  private final Settings settings;
  private final Task program;
  private final Carrier carrier;
  private final Map<Strategy, Enumeration> enumerations = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private long steps;

  /** The length of a run, for strategies that want to know it: the longest so far. */
  private int expectedPoints = FIRST_GUESS;

  // For whoever watches
  private volatile @Nullable Run current;
  private final AtomicLong runs = new AtomicLong();
  private volatile boolean cancelled;
  private volatile @Nullable SimulationFailure found;

  Exploration(Settings settings, Task program, Carrier carrier) {
    this.settings = settings;
    this.program = program;
    this.carrier = carrier;
  }

  SimulationReport explore() {
    Replay replay = Replay.wanted(settings.name());
    if (replay != null) {
      return replay(replay);
    }
    boolean warmed = Hooks.isWoven() && settings.schedules() > 1;
    if (warmed) {
      // What is done once a JVM is done now, so that it makes no difference between two runs.
      check(-1, Strategy.ROUND_ROBIN, false);
    }
    List<Strategy> strategies = new ArrayList<>(settings.strategies());
    int schedule = 0;
    while (schedule < settings.schedules() && !strategies.isEmpty()) {
      Strategy strategy = strategies.get(schedule % strategies.size());
      check(schedule, strategy, warmed);
      Enumeration enumeration = enumerations.get(strategy);
      if (enumeration != null && !enumeration.next()) {
        strategies.remove(strategy);
      }
      schedule++;
    }
    return new SimulationReport(schedule, seen.size(), steps, strategies.isEmpty());
  }

  /** One schedule, and now and then the same once more. */
  private void check(int schedule, Strategy strategy, boolean warmed) {
    long seed = Rng.mix(settings.seed(), schedule);
    int points = expectedPoints;
    Outcome outcome = run(seed, chooser(strategy, seed, points), false);
    steps += outcome.steps();
    expectedPoints = Math.max(schedule <= 0 ? 1 : expectedPoints, outcome.steps());
    if (seen.size() < MAX_COUNTED) {
      seen.add(outcome.trace().hash());
    }
    var origin =
        new Replay(settings.name(), warmed, seed, strategy, points, outcome.decisions(), 0);
    if (outcome.problem() != null) {
      throw failed(schedule, origin, outcome);
    }
    if (settings.schedules() > 1 && schedule >= 0 && (schedule & (schedule + 1)) == 0) {
      Outcome again = run(seed, chooser(strategy, seed, points), false);
      if (again.trace().hash() != outcome.trace().hash()) {
        throw notRepeatable(schedule, origin);
      }
    }
  }

  private Chooser chooser(Strategy strategy, long seed, int points) {
    if (strategy.kind() == Strategy.Kind.EXHAUSTIVE) {
      Enumeration enumeration =
          enumerations.computeIfAbsent(strategy, s -> new Enumeration(s.number()));
      enumeration.restart();
      return enumeration;
    }
    return Chooser.of(strategy, Rng.mix(seed, 1), points);
  }

  private Outcome run(long seed, Chooser chooser, boolean traced) {
    if (cancelled) {
      throw new CancellationException("the simulation was interrupted");
    }
    var run = new Run(carrier, settings.plan(seed), chooser, traced);
    runs.incrementAndGet();
    current = run;
    Outcome outcome = run.execute(program);
    current = null;
    return outcome;
  }

  // Failures

  private SimulationFailure failed(int schedule, Replay origin, Outcome outcome) {
    Problem problem = outcome.problem();
    assert problem != null;
    found = new SimulationFailure(problem.kind(), problem.text(), problem.cause(), "", "");
    long seed = origin.seed();
    Outcome again = run(seed, outcome.decisions().replay(), true);
    Outcome shown;
    if (problem.isRepeatable()) {
      if (again.trace().hash() != outcome.trace().hash()) {
        return notRepeatable(schedule, origin);
      }
      Outcome shortest =
          new Shortening(outcome, decisions -> run(seed, decisions.replay(), false)).shortest();
      shown = run(seed, shortest.decisions().replay(), true);
      if (!shown.failedAlike(outcome)) {
        shown = again;
      }
    } else {
      shown = again.failedAlike(outcome) ? again : outcome;
    }
    Replay replay =
        new Replay(
            origin.name(),
            origin.warmed(),
            seed,
            Strategy.replay(),
            origin.points(),
            shown.decisions(),
            shown.trace().hash());
    String where =
        schedule < 0
            ? "the plainest schedule"
            : "schedule " + schedule + " of " + settings.schedules();
    String how = " (" + origin.strategy() + ", seed " + settings.seed() + ")";
    String shortened =
        outcome.decisions().size() == shown.decisions().size()
            ? ""
            : ", shortened from "
                + outcome.decisions().size()
                + " decisions to "
                + shown.decisions().size();
    return failure(shown, where + how + shortened, replay);
  }

  private SimulationFailure failure(Outcome shown, String where, Replay replay) {
    Problem problem = shown.problem();
    assert problem != null;
    String trace = TraceText.of(shown.trace().events());
    String message =
        settings.name()
            + ": "
            + problem.text()
            + "\nin "
            + where
            + "\n"
            + TraceText.end(trace)
            + "run it again with -D"
            + Replay.PROPERTY
            + "="
            + replay.text(program)
            + "\n";
    return new SimulationFailure(
        problem.kind(), message, problem.cause(), replay.text(program), trace);
  }

  /** Runs the schedule with lists of what happens until two differ, and tells where. */
  private SimulationFailure notRepeatable(int schedule, Replay origin) {
    Outcome first = traced(origin);
    Outcome second = traced(origin);
    for (int i = 0; i < 10 && first.trace().hash() == second.trace().hash(); i++) {
      second = traced(origin);
    }
    String message =
        settings.name()
            + ": the program is not repeatable: schedule "
            + schedule
            + " ("
            + origin.strategy()
            + ", seed "
            + settings.seed()
            + "), run twice, went two ways. "
            + TraceText.difference(first.trace().events(), second.trace().events())
            + "\nLook for what differs from run to run: the machine's clock, true random numbers, hash"
            + " codes of objects that define none (-XX:hashCode=2 makes them constant), static state,"
            + " threads outside of the simulation.";
    return new SimulationFailure(
        SimulationFailure.Kind.NOT_REPEATABLE,
        message,
        null,
        "",
        TraceText.of(second.trace().events()));
  }

  private Outcome traced(Replay origin) {
    return run(origin.seed(), chooser(origin.strategy(), origin.seed(), origin.points()), true);
  }

  private SimulationReport replay(Replay replay) {
    if (replay.warmed()) {
      run(Rng.mix(settings.seed(), -1), new Chooser.RoundRobin(), false);
    }
    Outcome outcome = run(replay.seed(), replay.decisions().replay(), true);
    if (outcome.problem() != null) {
      String note =
          outcome.trace().hash() == replay.hash()
              ? ""
              : "; but not the run that failed then: " + Replay.why(program);
      throw failure(outcome, "the schedule of the replay string" + note, replay);
    }
    throw new SimulationFailure(
        SimulationFailure.Kind.NOT_REPEATABLE,
        settings.name()
            + ": the schedule of the replay string does not fail: "
            + Replay.why(program),
        null,
        "",
        TraceText.of(outcome.trace().events()));
  }

  // For whoever watches

  /** A number that changes as long as something goes on. */
  long progress() {
    Run run = current;
    return runs.get() << 40 ^ (run == null ? 0 : run.progress());
  }

  @Nullable Routine running() {
    Run run = current;
    return run == null ? null : run.running();
  }

  /** What had failed before a goroutine got stuck. */
  @Nullable SimulationFailure found() {
    return found;
  }

  void cancel() {
    cancelled = true;
  }
}

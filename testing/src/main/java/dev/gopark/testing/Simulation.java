package dev.gopark.testing;

import dev.gopark.Task;
import dev.gopark.testing.internal.Carrier;
import dev.gopark.testing.internal.Hooks;
import dev.gopark.testing.internal.JavaLang;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Runs a concurrent program under schedules that it chooses, in virtual time: what depends on luck
 * elsewhere depends on a seed here, and a wait of a day takes no time.
 *
 * {@snippet lang = java :
 * Simulation.run(() -> {
 *   Channel<String> answers = Channel.make();
 *   Go.go(() -> {
 *     Timers.sleep(Duration.ofHours(24)); // at once
 *     answers.send("late");
 *   });
 *   String got = Select.select(answers.onReceive(), Select.timeout(Duration.ofHours(1), () -> "timeout"));
 *   assertEquals("timeout", got);
 *   answers.receive();
 * });
 * }
 *
 * <p>The program and all goroutines that it starts run on one thread, one after the other. Which of
 * those that are ready goes on is the choice of a {@link Strategy}. Where another may take over:
 *
 * <ul>
 *   <li>without an agent, where a goroutine blocks, yields or ends;
 *   <li>with {@code -javaagent:gopark-testing.jar}, also before each access of a volatile field, an
 *       atomic, a lock or whatever else of {@code java.util.concurrent}, in gopark's own code and
 *       in that of the packages named by {@code =include=com.acme}. Needs JDK 24.
 * </ul>
 *
 * <p><b>Virtual time</b> begins at {@link #START}, stands still while any goroutine can run, and
 * jumps to the next deadline when none can. Everything of gopark's that has a deadline goes by it:
 * timers, contexts, {@code after} and {@code tick}, select timeouts, timed operations, rate
 * limiters, wheels. It stops when the program returns: goroutines that still wait then are a
 * failure.
 *
 * <p><b>What fails a run</b>, by a {@link SimulationFailure} whose text has the schedule, what
 * happened, and what to pass to {@code -Dgopark.simulation.replay} to see it again: {@linkplain
 * SimulationFailure.Kind each of these}.
 *
 * <p>Not for what happens on platform threads, in input and output, or in weak memory. Simulations
 * do not nest. Several may run at once, on different threads.
 */
public final class Simulation {
  /** What the calendar shows when a simulation starts: midnight UTC, 1 January 2000. */
  public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  private static final long DEFAULT_SEED = 1;

  private Simulation() {}

  /**
   * Runs a program once, under one schedule: the default seed's.
   *
   * @param program what to run, on a goroutine of its own
   * @throws SimulationFailure if it fails
   * @throws IllegalStateException if the caller is part of a simulation, or none can be had in this
   *     JVM
   * @throws CancellationException if the caller is interrupted; its flag stays set
   */
  public static void run(Task program) {
    Objects.requireNonNull(program, "program");
    new Builder().schedules(1).strategies(Strategy.RANDOM).named(caller()).run(program);
  }

  /**
   * A simulation of many schedules.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder().named(caller());
  }

  /**
   * Waits until all other goroutines of the simulation are blocked: Go's {@code synctest.Wait}.
   * Time stands still meanwhile. An interrupt does not end it and stays set.
   *
   * @throws IllegalStateException if the caller is not a goroutine of a simulation, or another one
   *     is waiting here
   */
  public static void settle() {
    Run run = Run.current();
    if (run == null) {
      throw new IllegalStateException(
          "settle outside a simulation: " + Thread.currentThread() + " is not part of one");
    }
    run.settle();
  }

  /**
   * Whether the caller is part of a simulation.
   *
   * @return whether it is
   */
  public static boolean isActive() {
    return Run.current() != null;
  }

  private static String caller() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames ->
            frames
                .filter(f -> f.getDeclaringClass() != Simulation.class)
                .findFirst()
                .map(f -> f.getClassName() + "." + f.getMethodName())
                .orElse("?"));
  }

  /** The settings of a simulation of many schedules. Not safe for use by several threads. */
  public static final class Builder {
    private String name = "?";
    private int schedules = 100;
    private List<Strategy> strategies =
        List.of(Strategy.RANDOM, Strategy.STICKY, Strategy.pct(2), Strategy.pct(3));
    private long seed = Long.getLong("gopark.simulation.seed", DEFAULT_SEED);
    private Instant startTime = START;
    private int maxSteps = 1_000_000;
    private Set<Fault> faults = Set.of();
    private Duration patience = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * Names what is simulated, in failures and replay strings. The default is the class and method
     * that made this builder.
     *
     * @param name any name
     * @return this
     */
    public Builder named(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * How many schedules to run at most. The default is 100.
     *
     * @param n at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder schedules(int n) {
      if (n < 1) {
        throw new IllegalArgumentException("schedules(" + n + "): at least 1");
      }
      this.schedules = n;
      return this;
    }

    /**
     * The strategies, used in turn. The default is random, sticky, pct(2) and pct(3).
     *
     * @param strategies at least one
     * @return this
     * @throws IllegalArgumentException if there is none
     */
    public Builder strategies(Strategy... strategies) {
      if (strategies.length == 0) {
        throw new IllegalArgumentException("no strategy");
      }
      this.strategies = List.of(strategies);
      return this;
    }

    /**
     * The seed of everything that is random. The default is always the same, so that a test that
     * passes keeps passing, unless {@code -Dgopark.simulation.seed} says otherwise.
     *
     * @param seed any number
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * What the calendar shows when each run starts. The default is {@link Simulation#START}.
     *
     * @param startTime an instant
     * @return this
     */
    public Builder startTime(Instant startTime) {
      this.startTime = Objects.requireNonNull(startTime, "startTime");
      return this;
    }

    /**
     * After how many steps a run has failed with {@link SimulationFailure.Kind#LIVELOCK}. A step is
     * a turn of a goroutine or, with the agent, a point. The default is a million.
     *
     * @param steps at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxSteps(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("maxSteps(" + steps + "): at least 1");
      }
      this.maxSteps = steps;
      return this;
    }

    /**
     * What may go wrong, at moments that the seed chooses. The default is nothing.
     *
     * @param faults any, or none
     * @return this
     * @throws IllegalStateException if one of them needs the agent, which is not there
     */
    public Builder faults(Fault... faults) {
      for (Fault fault : faults) {
        if (fault.needsAgent() && !Hooks.isWoven()) {
          throw new IllegalStateException(
              fault + " needs the agent: add -javaagent:gopark-testing.jar to the JVM's options");
        }
      }
      var set = EnumSet.noneOf(Fault.class);
      set.addAll(List.of(faults));
      this.faults = Set.copyOf(set);
      return this;
    }

    /**
     * How long, in real time, a goroutine may run without coming to a point: an endless loop, or a
     * wait that stops the whole simulation. The default is 30 seconds.
     *
     * @param patience more than nothing
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder patience(Duration patience) {
      if (patience.isZero() || patience.isNegative()) {
        throw new IllegalArgumentException("patience(" + patience + "): must be positive");
      }
      this.patience = patience;
      return this;
    }

    /**
     * Runs a program again and again, each time under another schedule.
     *
     * @param program what to run; it makes all that it uses anew in each run
     * @return what was tried
     * @throws SimulationFailure if a run fails: the first, made as short as could be
     * @throws IllegalStateException if the caller is part of a simulation, or none can be had in
     *     this JVM
     * @throws CancellationException if the caller is interrupted; its flag stays set
     */
    public SimulationReport run(Task program) {
      Objects.requireNonNull(program, "program");
      if (Carrier.current() != null) {
        throw new IllegalStateException(
            "simulations do not nest: this code is part of one already");
      }
      String problem = JavaLang.problem();
      if (problem != null) {
        throw new IllegalStateException(problem);
      }
      Statics.initialise();
      var settings =
          new Settings(name, schedules, strategies, seed, startTime, maxSteps, faults, patience);
      return new Supervision(settings, program).result();
    }
  }
}

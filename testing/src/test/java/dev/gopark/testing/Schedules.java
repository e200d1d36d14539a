package dev.gopark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import dev.gopark.testing.internal.Hooks;
import org.junit.jupiter.api.Assumptions;

/** How the protocols of the production code are searched in the gate. */
public final class Schedules {
  /**
   * Schedules a program; a long search takes more: {@code -Dgopark.simulation.schedules=100000}.
   */
  private static final int SCHEDULES = Integer.getInteger("gopark.simulation.schedules", 400);

  private Schedules() {}

  /**
   * Runs a program under the schedules of all strategies, in turn, with points in gopark's code.
   */
  public static void search(Task program) {
    Assumptions.assumeTrue(Hooks.isWoven(), "for the execution with the agent");
    SimulationReport report = builder().run(program);
    // A search that always goes the same way would find nothing.
    assertThat(report.distinct()).isGreaterThan(SCHEDULES / 10);
  }

  static Simulation.Builder builder() {
    String name =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .filter(f -> !f.getClassName().equals(Schedules.class.getName()))
                    .findFirst()
                    .map(f -> f.getClassName() + "." + f.getMethodName())
                    .orElseThrow());
    return Simulation.builder().named(name).schedules(SCHEDULES);
  }
}

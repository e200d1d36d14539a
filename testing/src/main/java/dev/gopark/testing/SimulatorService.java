package dev.gopark.testing;

import dev.gopark.internal.EventSource;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.Seeds;
import dev.gopark.internal.Simulator;
import dev.gopark.internal.Spawner;
import dev.gopark.internal.TimerHost;
import dev.gopark.testing.internal.Carrier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of clocks, seeds, goroutines and timers: a thread that is part of a simulation
 * gets the simulation's, all others what they would have had. Public for the service loader only.
 */
@SuppressWarnings("exports") // speaks to gopark's own modules, which see those types
public final class SimulatorService implements Simulator {
  /** For the service loader. */
  public SimulatorService() {}

  @Override
  public NanoClock clock(NanoClock machine) {
    return new NanoClock() {
      @Override
      public long nanoTime() {
        Run run = Run.current();
        return run == null ? machine.nanoTime() : run.time().now();
      }

      @Override
      public @Nullable Instant calendar(long nanos) {
        Run run = Run.current();
        return run == null ? machine.calendar(nanos) : run.time().calendar(nanos);
      }
    };
  }

  @Override
  public Seeds seeds(Seeds machine) {
    return new Seeds() {
      @Override
      public long next() {
        Run run = Run.current();
        return run == null ? machine.next() : run.woven().random();
      }

      @Override
      public boolean isRepeatable() {
        return Carrier.current() != null;
      }
    };
  }

  @Override
  public Spawner spawner(Spawner chosen) {
    return new Spawner() {
      @Override
      public Thread spawn(@Nullable String name, Runnable body) {
        Run run = Run.current();
        return run == null ? chosen.spawn(name, body) : run.spawn(name, body);
      }

      @Override
      public @Nullable String unusable() {
        return chosen.unusable();
      }

      @Override
      public String toString() {
        return chosen.toString();
      }
    };
  }

  @Override
  public TimerHost timerHost(TimerHost installed) {
    return new TimerHost() {
      @Override
      public @Nullable EventSource currentSource() {
        Run run = Run.current();
        return run == null ? installed.currentSource() : run.time().source();
      }
    };
  }
}

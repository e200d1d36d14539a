package dev.gopark.timer;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.Task;
import dev.gopark.internal.Alarm;
import java.time.Duration;
import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Risk: a repeating timer is stopped, or reset, while it sets its alarm to the next beat: the alarm
 * stays set after the stop, or is set to a beat of the old period and never rings for the new one
 * (B1 to B3 of {@link RepeatingTimer}).
 *
 * <p>{@code java -jar jcstress.jar -t BeatAgainstStop}
 */
public class BeatAgainstStop {
  /** A clock that stands at 10, and alarms in a shard that nobody drives. */
  private static final class Standing implements TaskEngine {
    final TimerShard shard = new TimerShard(new TimerHeap(1), (source, deadline) -> {});
    QueuedAlarm made;
    volatile int runs;

    @Override
    public long nanoTime() {
      return 10;
    }

    @Override
    public Alarm alarm(Alarm.Target target) {
      made = new QueuedAlarm(shard, target);
      return made;
    }

    @Override
    public Alarm start(Alarm.Target target, long deadline) {
      throw new AssertionError();
    }

    @Override
    public Instant instant(long nanos) {
      return Instant.EPOCH;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by whoever drives the shard only
    public void run(Task task) {
      runs = runs + 1;
    }
  }

  /** The alarm follows without a second look at what it is to follow. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Stopped, and the alarm is not set.")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Stopped, and the alarm is set.")
  @State
  public static class Broken {
    private volatile boolean armed = true;
    private volatile boolean set;

    @Actor
    public void rings() {
      if (armed) {
        set = true;
      }
    }

    @Actor
    public void stops() {
      armed = false;
      set = false;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r1 = armed ? 1 : 0;
      r.r2 = set ? 1 : 0;
    }
  }

  /** r1: whether the alarm is set in the end. r2: how often the task was started. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "Stopped before or after the beat.")
  @Outcome(expect = FORBIDDEN, desc = "The alarm is still set.")
  @State
  public static class ActualStop {
    private final Standing engine = new Standing();
    private final RepeatingTimer timer = new RepeatingTimer(engine, 5, () -> {});

    @Actor
    public void rings() {
      timer.ring(15);
    }

    @Actor
    public void stops() {
      timer.stop();
    }

    @Arbiter
    public void later(II_Result r) {
      r.r1 = engine.made.isSet() ? 1 : 0;
      r.r2 = engine.runs;
    }
  }

  /** r1: what the alarm is set to in the end. r2: how often the task was started. */
  @JCStressTest
  @Outcome(
      id = {"110, 0", "110, 1"},
      expect = ACCEPTABLE,
      desc = "Reset before or after the beat.")
  @Outcome(expect = FORBIDDEN, desc = "The alarm is set to a beat that is not the next.")
  @State
  public static class ActualReset {
    private final Standing engine = new Standing();
    private final RepeatingTimer timer = new RepeatingTimer(engine, 5, () -> {});

    @Actor
    public void rings() {
      timer.ring(15);
    }

    @Actor
    public void resets() {
      timer.reset(Duration.ofNanos(100));
    }

    @Arbiter
    public void later(II_Result r) {
      r.r1 = (int) engine.made.state();
      r.r2 = engine.runs;
    }
  }
}

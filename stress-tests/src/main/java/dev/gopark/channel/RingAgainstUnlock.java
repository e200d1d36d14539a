package dev.gopark.channel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.gopark.internal.Alarm;
import dev.gopark.internal.TimeEngine;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Risk: the alarm of a time channel finds the lock taken and leaves, the holder does not see that
 * it was there, and a receiver whose time has come waits for ever.
 *
 * <p>{@code java -jar jcstress.jar -t RingAgainstUnlock}
 */
public class RingAgainstUnlock {
  /** One alarm, which the actors ring themselves, and a clock that shows that the time has come. */
  static final class Engine implements TimeEngine, Alarm {
    private long now;
    private Alarm.@Nullable Target target;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public Alarm alarm(Alarm.Target target) {
      this.target = target;
      return this;
    }

    @Override
    public Alarm start(Alarm.Target target, long deadline) {
      return alarm(target);
    }

    @Override
    public Instant instant(long nanos) {
      return Instant.EPOCH;
    }

    @Override
    public boolean set(long deadline) {
      return false;
    }

    @Override
    public boolean stop() {
      return false;
    }

    @Override
    public boolean discard() {
      return false;
    }

    @Override
    public boolean isSet() {
      return true;
    }
  }

  /** A timer on which somebody waits, and whose time has come. */
  static class Due {
    final Engine engine = new Engine();
    final OneShotChannel timer = new OneShotChannel(engine, Duration.ofNanos(10));
    final Waiter waiter = new Waiter(WaitReason.CHAN_RECEIVE, timer);

    Due() {
      timer.prepareReceive();
      timer.lock();
      timer.addReceiver(waiter);
      timer.unlock();
      engine.now = 10;
    }

    void ring() {
      Alarm.Target target = engine.target;
      if (target != null) {
        target.ring(10);
      }
    }
  }

  /** Unlocks without a look for a ring. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Served.")
  @Outcome(id = "false", expect = ACCEPTABLE_INTERESTING, desc = "Lost.")
  @State
  public static class Broken extends Due {
    @Actor
    public void rings() {
      ring();
    }

    @Actor
    public void holds() {
      timer.lock();
      timer.unlock();
    }

    @Arbiter
    public void served(Z_Result r) {
      r.r1 = waiter.winner() != null;
    }
  }

  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Served.")
  @Outcome(id = "false", expect = FORBIDDEN, desc = "Lost.")
  @State
  public static class Actual extends Due {
    @Actor
    public void rings() {
      ring();
    }

    @Actor
    public void holds() {
      timer.lock();
      timer.release();
    }

    @Arbiter
    public void served(Z_Result r) {
      r.r1 = waiter.winner() != null;
    }
  }

  /** The holder is a select that holds all its locks. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "Served.")
  @Outcome(id = "false", expect = FORBIDDEN, desc = "Lost.")
  @State
  public static class ActualSelect extends Due {
    private final Case<Integer> otherwise = Select.otherwise(() -> 0);
    private final Channel<Integer> other = Channel.make();

    @Actor
    public void rings() {
      ring();
    }

    @Actor
    public void selects() {
      Op.select(other.onReceive(), timer.onReceive(at -> 1), otherwise);
    }

    @Arbiter
    public void served(Z_Result r) {
      r.r1 = waiter.winner() != null;
    }
  }
}

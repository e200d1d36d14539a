package dev.gopark.sched;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Risk: a goroutine becomes ready while a machine goes idle; the readier sees nobody to wake, the
 * machine sees nothing to run, and the goroutine waits for ever. Or both take the machine. Both
 * sides of the protocol of {@link IdleSet}, without the threads.
 *
 * <p>r1 is what became of the processor once both are through: idle with its goroutine forgotten,
 * active because its machine has found it, or woken.
 *
 * <p>{@code java -jar jcstress.jar -t SubmitAgainstPark}
 */
public class SubmitAgainstPark {
  private static final String FORGOTTEN = "2"; // Processor.IDLE

  /** One processor, and two queues. */
  static class Rooms implements IdleSet.House {
    final GlobalQueue global = new GlobalQueue();
    final Processor processor = new Processor(0, 2, global, null);
    final Processor other = new Processor(1, 2, global, null);
    volatile Processor[] row = {processor};

    @Override
    public Processor[] row() {
      return row;
    }

    @Override
    public boolean mustLook() {
      return !global.isEmpty() || !other.ring.isEmpty();
    }

    @Override
    public void stirred() {}
  }

  /** The machine does not look again, or rather it does so before it says that it is idle. */
  static final class EarlyLook extends Rooms {
    private boolean found;

    void look() {
      found = super.mustLook();
    }

    @Override
    public boolean mustLook() {
      return found;
    }
  }

  /** A set of idle processors for that one. */
  public abstract static class Steps {
    final Rooms rooms;
    final Processor processor;
    final IdleSet idle;

    Steps() {
      this(new Rooms());
    }

    Steps(Rooms rooms) {
      this.rooms = rooms;
      processor = rooms.processor;
      idle = new IdleSet(rooms, 1);
    }

    /** Both must agree on who spins: the woken machine, or nobody. */
    void status(I_Result r) {
      int status = processor.status();
      if (idle.spinning() != (status == Processor.WOKEN ? 1 : 0)) {
        throw new AssertionError(processor + ", " + idle);
      }
      r.r1 = status;
    }
  }

  /** Without R2: the put is still on its way when the readier looks. */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(id = FORGOTTEN, expect = ACCEPTABLE_INTERESTING, desc = "Forgotten.")
  @State
  public static class Broken extends Steps {
    @Actor
    public void readies() {
      rooms.other.putLast(Tally.A);
      idle.wakeUnfenced();
    }

    @Actor
    public void idles() {
      idle.goIdle(processor, false);
    }

    @Arbiter
    public void rest(I_Result r) {
      status(r);
    }
  }

  /** No second look. */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(id = FORGOTTEN, expect = ACCEPTABLE_INTERESTING, desc = "Forgotten.")
  @State
  public static class BrokenNoSecondLook extends Steps {
    private final EarlyLook early;

    public BrokenNoSecondLook() {
      this(new EarlyLook());
    }

    private BrokenNoSecondLook(EarlyLook early) {
      super(early);
      this.early = early;
    }

    @Actor
    public void readies() {
      rooms.other.putLast(Tally.A);
      idle.wake();
    }

    @Actor
    public void idles() {
      early.look();
      idle.goIdle(processor, false);
    }

    @Arbiter
    public void rest(I_Result r) {
      status(r);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten.")
  @State
  public static class ActualLocal extends Steps {
    @Actor
    public void readies() {
      rooms.other.putLast(Tally.A);
      idle.wake();
    }

    @Actor
    public void idles() {
      idle.goIdle(processor, false);
    }

    @Arbiter
    public void rest(I_Result r) {
      status(r);
    }
  }

  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten.")
  @State
  public static class ActualGlobal extends Steps {
    @Actor
    public void readies() {
      rooms.global.put(Tally.A);
      idle.wake();
    }

    @Actor
    public void idles() {
      idle.goIdle(processor, false);
    }

    @Arbiter
    public void rest(I_Result r) {
      status(r);
    }
  }

  /**
   * The machine is the last spinner: the readier may leave it to that. If it finds the goroutine it
   * still spins, and runs it.
   */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "One of them sees to it, and is counted.")
  @Outcome(expect = FORBIDDEN, desc = "Forgotten, or miscounted.")
  @State
  public static class ActualLastSpinner extends Steps {
    public ActualLastSpinner() {
      if (!idle.beginSearch()) {
        throw new AssertionError(idle);
      }
    }

    @Actor
    public void readies() {
      rooms.other.putLast(Tally.A);
      idle.wake();
    }

    @Actor
    public void idles() {
      idle.goIdle(processor, true);
    }

    @Arbiter
    public void rest(II_Result r) {
      r.r1 = processor.status();
      r.r2 = idle.spinning();
    }
  }

  /** The machine leaves again by itself, for a timer, while the readier tries to wake it. */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "It leaves, or is woken.")
  @Outcome(expect = FORBIDDEN, desc = "Both own the machine, or nobody.")
  @State
  public static class ActualLeave extends Steps {
    private boolean left;

    public ActualLeave() {
      if (!idle.goIdle(processor, false)) {
        throw new AssertionError(idle);
      }
    }

    @Actor
    public void readies() {
      rooms.other.putLast(Tally.A);
      idle.wake();
    }

    @Actor
    public void leaves() {
      left = idle.leaveIdle(processor);
    }

    @Arbiter
    public void rest(I_Result r) {
      status(r);
      if (left != (processor.status() == Processor.ACTIVE)) {
        throw new AssertionError(processor + ", " + idle);
      }
    }
  }

  /**
   * The place goes to another processor while the old one's machine leaves idle: the new one is to
   * be found all the same.
   */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The new one is woken.")
  @Outcome(expect = FORBIDDEN, desc = "It cannot be woken any more.")
  @State
  public static class ActualPlaceReused extends Steps {
    private final Processor young = new Processor(0, 2, rooms.global, null);

    public ActualPlaceReused() {
      if (!idle.goIdle(processor, false)) {
        throw new AssertionError(idle);
      }
    }

    @Actor
    public void resizes() {
      idle.retire(processor);
      rooms.row = new Processor[] {young};
      idle.goIdle(young, false);
    }

    @Actor
    public void leaves() {
      idle.leaveIdle(processor);
    }

    @Arbiter
    public void rest(I_Result r) {
      idle.wake();
      r.r1 = young.status();
    }
  }
}

package dev.gopark.sched;

import dev.gopark.internal.EventSource;
import dev.gopark.internal.SystemTime;
import dev.gopark.internal.TimerHost;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a scheduler: one source for each place in the row of processors, fired by whoever
 * holds the place. The timer module fills the sources; without it there are none, and nothing to
 * do.
 */
final class KernelTimers {
  /*
   * A timer is fired by, whichever comes first: the machine of its processor, on its way to the next goroutine
   * or out of a park that it limited to the deadline; sysmon, if that machine is held up.
   *
   *   Arming side                                Parking machine (Machine.parkUntilDue)
   *   A1 publish the source's earlier deadline   P1 status := IDLE (earlier), sleepUntil := "for ever"
   *      (volatile)                              P2 full fence
   *   A2 full fence                              P3 read the deadline, sleepUntil := it, read it again
   *   A3 idle, and sleeping beyond the           P4 park until then
   *      deadline: unpark the machine
   *
   * Arming is also what sysmon does when it takes back a deadline that it published before it had seen the
   * latest alarm (TimerShard, D4): the machine may have read that one at P3.
   *
   * A3 finds the machine not idle: it will come to P3 after A1, or to its next look for work, or sysmon fires.
   * A3 finds "for ever" or a later time: unparks, and the machine goes through P1 to P4 again.
   */
  private final Kernel kernel;
  private final @Nullable SystemTime time = SystemTime.get();

  KernelTimers(Kernel kernel) {
    this.kernel = kernel;
  }

  /** From now on timers armed on a machine live in the source of its processor. */
  static void install() {
    TimerHost.install(() ->
        VirtualThreads.currentCarrier() instanceof Machine machine
            ? machine.processor().timers
            : null);
  }

  @Nullable EventSource newSource(int slot) {
    return time == null ? null : time.newSource((source, deadline) -> earlier(slot, deadline));
  }

  /** A place is gone: its timers go on elsewhere. */
  void giveBack(@Nullable EventSource source) {
    if (source != null && time != null) {
      time.adopt(source);
    }
  }

  void giveBackAll() {
    for (Processor processor : kernel.processors.all()) {
      giveBack(processor.timers);
    }
  }

  /** P1 to P3: the time until which the machine may park; {@link EventSource#NONE} for ever. */
  long announceSleep(Processor processor) {
    processor.sleepUntil(EventSource.NONE);
    long next = processor.nextDeadline();
    while (next != EventSource.NONE) {
      processor.sleepUntil(next);
      long again = processor.nextDeadline();
      if (again == next) {
        break;
      }
      next = again;
    }
    return next;
  }

  private void earlier(int slot, long deadline) {
    Processor[] all = kernel.processors.all();
    if (slot < all.length && all[slot].isSleepingBeyond(deadline)) {
      all[slot].unparkMachine();
    }
  }
}

package dev.gopark.sched;

import java.util.ArrayList;

/** Takes a snapshot of a kernel's numbers. */
final class Stats {
  private Stats() {}

  static SchedulerStats of(Kernel kernel) {
    var perProc = new ArrayList<SchedulerStats.Proc>();
    for (Processor processor : kernel.processors.all()) {
      perProc.add(
          new SchedulerStats.Proc(
              processor.status() == Processor.IDLE,
              processor.queued(),
              processor.sliceTick(),
              processor.counters.snapshot()));
    }
    SchedulerStats.Counts total = kernel.processors.totals();
    return new SchedulerStats(
        perProc.size(),
        kernel.idle.size(),
        kernel.machines.live(),
        kernel.machines.spares(),
        kernel.idle.spinning(),
        kernel.registry.live(),
        kernel.global.size(),
        total.ran(),
        total.readiedNext(),
        total.readiedLast(),
        kernel.readiedOutside(),
        total.started(),
        total.stolen(),
        total.spilled(),
        kernel.processors.handedOff(),
        perProc);
  }
}

package dev.gopark.sched;

import com.sun.management.OperatingSystemMXBean;
import dev.gopark.Task;
import java.lang.management.ManagementFactory;

/**
 * What a body took.
 *
 * @param wallNanos by the clock
 * @param cpuNanos processor time of the whole process, garbage collector and compiler included
 */
record Cost(long wallNanos, long cpuNanos) {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  static Cost of(Task body) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long wall = System.nanoTime();
    body.run();
    return new Cost(System.nanoTime() - wall, SYSTEM.getProcessCpuTime() - cpu);
  }

  /** Repeats a body until it is warm, then measures it in rounds. */
  static void repeat(Rows rows, boolean quick, double operations, Task body) throws Exception {
    long warm = System.nanoTime() + (quick ? 400_000_000L : 1_200_000_000L);
    do {
      body.run();
    } while (System.nanoTime() - warm < 0);
    int rounds = quick ? 3 : 7;
    Cost all =
        of(() -> {
          for (int round = 0; round < rounds; round++) {
            rows.print(round, "wall", of(body).wallNanos / operations, "ns/op");
          }
        });
    // Of all rounds together: the JDK knows the processor time to 10 ms only.
    rows.print(0, "cpu", all.cpuNanos / (rounds * operations), "ns/op");
  }
}

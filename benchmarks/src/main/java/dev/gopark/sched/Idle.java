package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A scheduler whose goroutines all wait: how often its threads wake, and what that costs. */
final class Idle {
  private Idle() {}

  static void run(Rows rows, boolean quick) throws Exception {
    Channel<Integer> never = Channel.make();
    for (int i = 0; i < 1_000; i++) {
      Go.go(never::receive);
    }
    TimeUnit.MILLISECONDS.sleep(1_500); // until sysmon is in its deep sleep
    Sum before = sum();
    TimeUnit.SECONDS.sleep(quick ? 3 : 10);
    Sum after = sum();
    rows.print(0, "threads", after.threads, "count");
    rows.print(0, "switches", (double) (after.switches - before.switches), "count");
    rows.print(0, "cpu", (after.cpuNanos - before.cpuNanos) / 1e6, "ms");
  }

  private record Sum(int threads, long switches, long cpuNanos) {}

  /** Of the threads that run goroutines or watch those. */
  private static Sum sum() throws IOException {
    int threads = 0;
    long switches = 0;
    long cpuNanos = 0;
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String name = Files.readString(task.resolve("comm"));
        if (!name.startsWith("gopark-") && !name.startsWith("ForkJoinPool")) {
          continue;
        }
        threads++;
        for (String line : Files.readAllLines(task.resolve("status"))) {
          if (line.contains("voluntary_ctxt_switches")) { // nonvoluntary ones too
            switches += Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
          }
        }
        String schedstat = Files.readString(task.resolve("schedstat"));
        cpuNanos += Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
      }
    }
    return new Sum(threads, switches, cpuNanos);
  }
}

package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/** Very many goroutines that wait on one channel: memory, time to make them and to let them go. */
final class Parked {
  private Parked() {}

  static void run(Rows rows, boolean quick) throws Exception {
    int count = quick ? 200_000 : 1_000_000;
    for (int round = 0; round < (quick ? 2 : 3); round++) {
      Channel<Integer> never = Channel.make();
      long before = heap();
      var begun = new CountDownLatch(count);
      var ended = new CountDownLatch(count);
      Cost made =
          Cost.of(() -> {
            Go.go(() -> {
              for (int i = 0; i < count; i++) {
                Go.go(() -> {
                  begun.countDown();
                  never.receive();
                  ended.countDown();
                });
              }
            });
            begun.await();
          });
      rows.print(round, "create", made.wallNanos() / 1e6, "ms");
      rows.print(round, "createCpu", made.cpuNanos() / 1e6, "ms");
      rows.print(round, "bytes", (double) (heap() - before) / count, "bytes each");
      Cost released =
          Cost.of(() -> {
            never.close();
            ended.await();
          });
      rows.print(round, "release", released.wallNanos() / 1e6, "ms");
    }
  }

  private static long heap() {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

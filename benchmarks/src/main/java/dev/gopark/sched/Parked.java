package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/** Very many goroutines that wait on one channel: memory, time to make them and to let them go. */
final class Parked {
  private Parked() {}

  static void run(Rows rows, boolean quick) throws Exception {
    // A goroutine that parks in interpreted code leaves a stack several times as large.
    long warm = System.nanoTime() + (quick ? 1_000_000_000L : 2_000_000_000L);
    do {
      new Crowd(10_000).park().release();
    } while (System.nanoTime() - warm < 0);
    int count = quick ? 200_000 : 1_000_000;
    for (int round = 0; round < (quick ? 2 : 3); round++) {
      var crowd = new Crowd(count);
      long before = heap();
      Cost made = Cost.of(crowd::park);
      rows.print(round, "create", made.wallNanos() / 1e6, "ms");
      rows.print(round, "createCpu", made.cpuNanos() / 1e6, "ms");
      rows.print(round, "bytes", (double) (heap() - before) / count, "bytes each");
      rows.print(round, "release", Cost.of(crowd::release).wallNanos() / 1e6, "ms");
    }
  }

  private static final class Crowd {
    private final Channel<Integer> never = Channel.make();
    private final int count;
    private final CountDownLatch begun;
    private final CountDownLatch ended;

    Crowd(int count) {
      this.count = count;
      begun = new CountDownLatch(count);
      ended = new CountDownLatch(count);
    }

    Crowd park() throws InterruptedException {
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
      return this;
    }

    void release() throws InterruptedException {
      never.close();
      ended.await();
    }
  }

  private static long heap() {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

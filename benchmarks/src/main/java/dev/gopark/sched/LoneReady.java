package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * How long a goroutine waits that is readied, alone, by one that goes on to compute for 8 ms, while
 * another processor is idle. A new pair each time, after a pause.
 */
final class LoneReady {
  private static final long COMPUTE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
  private static final int PAIRS = 100;

  private LoneReady() {}

  static void run(Rows rows, boolean quick) throws Exception {
    for (int round = quick ? 0 : -1; round < (quick ? 1 : 3); round++) {
      var waits = new Samples();
      for (int i = 0; i < PAIRS; i++) {
        waits.add(pair());
      }
      if (round >= 0) {
        rows.print(round, "p50", (double) waits.percentile(0.5), "ns");
        rows.print(round, "p90", (double) waits.percentile(0.9), "ns");
        rows.print(round, "max", (double) waits.percentile(1), "ns");
      }
    }
  }

  private static long pair() throws InterruptedException {
    Channel<Long> channel = Channel.make();
    var waited = new long[1];
    var computed = new long[1];
    Thread receiver =
        Go.go(() -> {
          long sent = channel.receive();
          waited[0] = System.nanoTime() - sent;
        });
    while (receiver.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    Thread.sleep(5);
    Thread sender =
        Go.go(() -> {
          channel.send(System.nanoTime());
          computed[0] = compute();
        });
    sender.join();
    receiver.join();
    return computed[0] == 0 ? 0 : waited[0]; // so that it is computed
  }

  private static long compute() {
    long end = System.nanoTime() + COMPUTE_NANOS;
    long x = 1;
    while (System.nanoTime() - end < 0) {
      x = 31 * x + 7;
    }
    return x;
  }
}

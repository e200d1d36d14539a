package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.channel.Channel;
import java.util.concurrent.CountDownLatch;

/** A thousand goroutines, started by a goroutine. */
final class Crowds {
  private static final int CROWD = 1_000;
  private static final int BATCHES = 100;
  private static final int STREAMED = 200;
  private static final int CHAINS = 50;

  private Crowds() {}

  /** Starts a thousand that end at once, waits for them, again. An operation is one goroutine. */
  static void spawn(Rows rows, boolean quick) throws Exception {
    inGoroutine(
        rows,
        quick,
        BATCHES * CROWD,
        () -> {
          for (int batch = 0; batch < BATCHES; batch++) {
            var ended = new CountDownLatch(CROWD);
            for (int i = 0; i < CROWD; i++) {
              Go.go(ended::countDown);
            }
            ended.await();
          }
        });
  }

  /**
   * Streams elements through a thousand goroutines, each of which hands on what it gets. An
   * operation is one element handed on once.
   */
  static void chain(Rows rows, boolean quick) throws Exception {
    inGoroutine(
        rows,
        quick,
        STREAMED * CROWD,
        () -> {
          Channel<Integer> first = Channel.make();
          Channel<Integer> last = link(first, STREAMED);
          Go.go(() -> {
            for (int i = 0; i < STREAMED; i++) {
              first.send(i);
            }
          });
          for (int i = 0; i < STREAMED; i++) {
            last.receive();
          }
        });
  }

  /** Builds the chain and sends one element through it, again. An operation is one link. */
  static void daisy(Rows rows, boolean quick) throws Exception {
    inGoroutine(
        rows,
        quick,
        CHAINS * CROWD,
        () -> {
          for (int i = 0; i < CHAINS; i++) {
            Channel<Integer> first = Channel.make();
            Channel<Integer> last = link(first, 1);
            first.send(i);
            last.receive();
          }
        });
  }

  private static Channel<Integer> link(Channel<Integer> first, int elements) {
    Channel<Integer> left = first;
    for (int i = 0; i < CROWD; i++) {
      Channel<Integer> in = left;
      Channel<Integer> out = Channel.make();
      Go.go(() -> {
        for (int e = 0; e < elements; e++) {
          out.send(in.receive());
        }
      });
      left = out;
    }
    return left;
  }

  private static void inGoroutine(Rows rows, boolean quick, double operations, Task body)
      throws Exception {
    Cost.repeat(rows, quick, operations, () -> Go.go(body).join());
  }
}

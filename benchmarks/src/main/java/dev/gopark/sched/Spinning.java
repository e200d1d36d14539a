package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.Task;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * Classes of the JDK that spin before they park, unless the carrier is a worker of a busy
 * ForkJoinPool: where any other scheduler loses. An operation is one element handed over.
 */
final class Spinning {
  private static final int MESSAGES = 20_000;

  private Spinning() {}

  static void synchronousQueue(Rows rows, boolean quick) throws Exception {
    overQueue(rows, quick, new SynchronousQueue<>());
  }

  static void fairSynchronousQueue(Rows rows, boolean quick) throws Exception {
    overQueue(rows, quick, new SynchronousQueue<>(true));
  }

  static void linkedTransferQueue(Rows rows, boolean quick) throws Exception {
    var queue = new LinkedTransferQueue<Integer>();
    pass(rows, quick, () -> queue.transfer(1), queue::take);
  }

  static void exchanger(Rows rows, boolean quick) throws Exception {
    var exchanger = new Exchanger<Integer>();
    pass(rows, quick, () -> exchanger.exchange(1), () -> exchanger.exchange(2));
  }

  private static void overQueue(Rows rows, boolean quick, SynchronousQueue<Integer> queue)
      throws Exception {
    pass(rows, quick, () -> queue.put(1), queue::take);
  }

  private static void pass(Rows rows, boolean quick, Task give, Task take) throws Exception {
    Cost.repeat(
        rows,
        quick,
        MESSAGES,
        () -> {
          Thread giver = Go.go(() -> repeat(give));
          Thread taker = Go.go(() -> repeat(take));
          giver.join();
          taker.join();
        });
  }

  private static void repeat(Task task) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      task.run();
    }
  }
}

package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waits of the workers of a pool. */
class ForkJoinTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Channel<Integer> channel = Channel.make();

  @Test
  @DisplayName("the only worker of a pool may wait for what the next task of the pool sends")
  void receive_onTheOnlyWorker_letsTheNextTaskRun() throws Exception {
    List<Callable<Integer>> receives =
        List.of(
            channel::receive,
            () -> ((Received.Value<Integer>) channel.tryReceive(LONG)).value(),
            () -> Select.select(channel.onReceive(), Channel.<Integer>make().onReceive()),
            () -> Select.select(channel.onReceive(), Select.timeout(LONG, () -> -1)));
    for (Callable<Integer> receive : receives) {
      try (var pool = new ForkJoinPool(1)) {
        ForkJoinTask<Integer> first = pool.submit(receive);
        ForkJoinTask<?> second = pool.submit(() -> channel.trySend(7, LONG));
        try {
          assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(7);
          assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(true);
        } finally {
          pool.shutdownNow();
        }
      }
    }
    Look.assertQuiet(channel);
  }

  @Test
  @DisplayName("an interrupt ends the wait of a worker")
  void receive_workerInterrupted_throws() throws Exception {
    try (var pool = new ForkJoinPool(1)) {
      var worker = new Thread[1];
      ForkJoinTask<String> task =
          pool.submit(() -> {
            worker[0] = Thread.currentThread();
            try {
              return "received " + channel.receive();
            } catch (InterruptedException e) {
              return "interrupted";
            }
          });
      Look.awaitWaiting(channel, 0, 1);
      worker[0].interrupt();
      assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }
    Look.assertQuiet(channel);
  }
}

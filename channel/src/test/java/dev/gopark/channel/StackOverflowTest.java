package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A recursion that performs an operation at each level until its stack overflows, somewhere in the
 * middle of the last one: the channels are as new afterwards, and timers go on. Each wait finds
 * itself interrupted, so that none takes time.
 */
class StackOverflowTest {
  private static final int ROUNDS = 5;
  private static final int STACK = 192 << 10;
  private static final Duration SHORT = Duration.ofNanos(20_000);

  private final Channel<Integer> channel = Channel.make();
  private final TickChannel ticker = Channel.tick(Duration.ofMillis(1));

  private interface Operation {
    void run() throws InterruptedException;
  }

  @Test
  void timedReceive_stackOverflows_nothingIsLeftBehind() throws Exception {
    overflow(() -> channel.tryReceive(SHORT));
  }

  @Test
  void timedSend_stackOverflows_nothingIsLeftBehind() throws Exception {
    overflow(() -> channel.trySend(1, SHORT));
  }

  @Test
  void select_stackOverflows_nothingIsLeftBehind() throws Exception {
    overflow(() -> Select.select(channel.onReceive(), Select.timeout(SHORT)));
    overflow(() -> Select.select(channel.onSend(1), Select.timeout(SHORT)));
  }

  private void overflow(Operation operation) throws Exception {
    // The classes and the timer threads are there before.
    operate(operation);
    for (int round = 0; round < ROUNDS; round++) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread deep = new Thread(null, () -> descend(operation, thrown), "deep", STACK + 48L * round);
      deep.start();
      deep.join();
      assertThat(thrown.get()).isInstanceOf(StackOverflowError.class);
      FutureTask<Void> after = new FutureTask<>(this::useAll);
      Thread.startVirtualThread(after);
      after.get(30, TimeUnit.SECONDS);
      assertThat(channel.toString()).contains("senders waiting 0, receivers waiting 0");
    }
  }

  private static void descend(Operation operation, AtomicReference<Throwable> thrown) {
    try {
      descend(operation, 0);
    } catch (StackOverflowError e) {
      thrown.set(e);
    }
  }

  private static int descend(Operation operation, int level) {
    operate(operation);
    return level < 0 ? 0 : descend(operation, level + 1) + 1;
  }

  private static void operate(Operation operation) {
    Thread.currentThread().interrupt();
    try {
      operation.run();
    } catch (InterruptedException expected) {
      // Each level is interrupted.
    } finally {
      Thread.interrupted();
    }
  }

  /** Uses the channels, and timers of all shards; ends unless a lock or a deadline is lost. */
  private @Nullable Void useAll() throws InterruptedException {
    assertThat(channel.trySend(1)).isFalse();
    assertThat(channel.tryReceive()).isInstanceOf(Received.Empty.class);
    assertThat(ticker.receive()).isNotNull();
    for (int i = 0; i < 8; i++) {
      assertThat(channel.tryReceive(SHORT)).isInstanceOf(Received.Empty.class);
    }
    assertThat(channel.trySend(1, SHORT)).isFalse();
    return null;
  }
}

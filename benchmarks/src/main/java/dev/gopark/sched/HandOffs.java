package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.channel.Channel;

/** Two goroutines and what passes between them; an operation is one element handed over. */
final class HandOffs {
  private static final int MESSAGES = 200_000;
  private static final int STREAMED = 1_000_000;

  private HandOffs() {}

  /** One sends and waits for the answer. */
  static void pingPong(Rows rows, boolean quick) throws Exception {
    Cost.repeat(
        rows,
        quick,
        MESSAGES,
        () -> {
          Channel<Integer> there = Channel.make();
          Channel<Integer> back = Channel.make();
          Integer element = 1;
          Thread one =
              Go.go(() -> {
                for (int i = 0; i < MESSAGES / 2; i++) {
                  there.send(element);
                  back.receive();
                }
              });
          Thread other =
              Go.go(() -> {
                for (int i = 0; i < MESSAGES / 2; i++) {
                  there.receive();
                  back.send(element);
                }
              });
          one.join();
          other.join();
        });
  }

  /** One sends, the other receives. */
  static void rendezvous(Rows rows, boolean quick) throws Exception {
    Cost.repeat(rows, quick, MESSAGES, () -> pass(Channel.make(), MESSAGES));
  }

  /** The same through a buffer of 100. */
  static void stream100(Rows rows, boolean quick) throws Exception {
    Cost.repeat(rows, quick, STREAMED, () -> pass(Channel.make(100), STREAMED));
  }

  private static void pass(Channel<Integer> channel, int count) throws InterruptedException {
    Integer element = 1;
    Thread sender =
        Go.go(() -> {
          for (int i = 0; i < count; i++) {
            channel.send(element);
          }
        });
    Thread receiver =
        Go.go(() -> {
          for (int i = 0; i < count; i++) {
            channel.receive();
          }
        });
    sender.join();
    receiver.join();
  }
}

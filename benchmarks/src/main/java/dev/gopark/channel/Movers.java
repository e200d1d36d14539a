package dev.gopark.channel;

import dev.gopark.bench.KotlinMoves;

/**
 * Moves an element between two channels, whichever has one: ours and its rivals. For one thread.
 */
final class Movers {
  private static final Integer ELEMENT = 1;

  private final Shared shared;
  private final Select<Channel<Integer>> either;

  /** The channels, which several may share. */
  static final class Shared {
    private final Channel<Integer> a;
    private final Channel<Integer> b;
    private final com.softwaremill.jox.Channel<Integer> joxA;
    private final com.softwaremill.jox.Channel<Integer> joxB;
    private final KotlinMoves kotlin;

    Shared(int capacity) {
      a = Channel.make(capacity);
      b = Channel.make(capacity);
      joxA = com.softwaremill.jox.Channel.newBufferedChannel(capacity);
      joxB = com.softwaremill.jox.Channel.newBufferedChannel(capacity);
      kotlin = new KotlinMoves(2, capacity);
    }

    /** Puts one more element in. */
    void start() throws InterruptedException {
      a.send(ELEMENT);
      joxA.send(ELEMENT);
      kotlin.start();
    }
  }

  Movers(Shared shared) {
    this.shared = shared;
    Channel<Integer> a = shared.a;
    Channel<Integer> b = shared.b;
    either = Select.of(a.onReceive(value -> b), b.onReceive(value -> a));
  }

  /** With a select that is kept, as in any loop. */
  void gopark() throws InterruptedException {
    either.run().send(ELEMENT);
  }

  /** With a select that is made for each time. */
  void goparkOneShot() throws InterruptedException {
    Channel<Integer> a = shared.a;
    Channel<Integer> b = shared.b;
    Channel<Integer> other = Select.select(a.onReceive(value -> b), b.onReceive(value -> a));
    other.send(ELEMENT);
  }

  void jox() throws InterruptedException {
    com.softwaremill.jox.Channel<Integer> a = shared.joxA;
    com.softwaremill.jox.Channel<Integer> b = shared.joxB;
    com.softwaremill.jox.Channel<Integer> other =
        com.softwaremill.jox.Select.select(
            a.receiveClause(value -> b), b.receiveClause(value -> a));
    other.send(ELEMENT);
  }

  void kotlinx() {
    shared.kotlin.either();
  }
}

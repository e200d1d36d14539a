package dev.gopark.channel;

import dev.gopark.bench.KotlinChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.infra.Blackhole;

/** A hundred elements that go into a buffer and come out again: ours and its rivals. */
final class Hundred {
  static final int COUNT = 100;
  private static final Integer ELEMENT = 1;

  private final Channel<Integer> channel;
  private final BlockingQueue<Integer> array;
  private final BlockingQueue<Integer> transfer = new LinkedTransferQueue<>();
  private final MpmcVarHandleArrayQueue<Integer> mpmc;
  private final com.softwaremill.jox.Channel<Integer> jox;
  private final KotlinChannel kotlin;

  Hundred(int capacity) {
    channel = Channel.make(capacity);
    array = new ArrayBlockingQueue<>(capacity);
    mpmc = new MpmcVarHandleArrayQueue<>(capacity);
    jox = com.softwaremill.jox.Channel.newBufferedChannel(capacity);
    kotlin = new KotlinChannel(capacity);
  }

  void gopark(Blackhole results) throws InterruptedException {
    for (int i = 0; i < COUNT; i++) {
      channel.send(ELEMENT);
    }
    for (int i = 0; i < COUNT; i++) {
      results.consume(channel.receive());
    }
  }

  void arrayBlockingQueue(Blackhole results) throws InterruptedException {
    throughQueue(array, results);
  }

  /** Not bounded. */
  void linkedTransferQueue(Blackhole results) throws InterruptedException {
    throughQueue(transfer, results);
  }

  /** Cannot wait, and need not here. */
  void mpmcArrayQueue(Blackhole results) {
    for (int i = 0; i < COUNT; i++) {
      if (!mpmc.offer(ELEMENT)) {
        throw new AssertionError("full too early");
      }
    }
    for (int i = 0; i < COUNT; i++) {
      results.consume(mpmc.poll());
    }
  }

  void jox(Blackhole results) throws InterruptedException {
    for (int i = 0; i < COUNT; i++) {
      jox.send(ELEMENT);
    }
    for (int i = 0; i < COUNT; i++) {
      results.consume(jox.receive());
    }
  }

  void kotlinx() {
    kotlin.sendThenReceive(COUNT);
  }

  private static void throughQueue(BlockingQueue<Integer> queue, Blackhole results)
      throws InterruptedException {
    for (int i = 0; i < COUNT; i++) {
      queue.put(ELEMENT);
    }
    for (int i = 0; i < COUNT; i++) {
      results.consume(queue.take());
    }
  }
}

package dev.gopark.channel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;

/**
 * What hands elements from one goroutine to another: ours and its rivals, through adapters of the
 * same size. A benchmark's JVM makes one of them, so the call through the interface has one target.
 */
public interface Pipe {
  void put(Integer element) throws InterruptedException;

  Integer take() throws InterruptedException;

  /**
   * Makes the pipe with this name.
   *
   * @param capacity the elements that may be under way; 0 for none
   */
  static Pipe make(String name, int capacity) {
    return switch (name) {
      case "gopark" -> ofChannel(Channel.make(capacity));
      case "synchronousQueue" -> ofQueue(new SynchronousQueue<>());
      case "synchronousQueueFair" -> ofQueue(new SynchronousQueue<>(true));
      case "arrayBlockingQueue" -> ofQueue(new ArrayBlockingQueue<>(capacity));
      // put does not wait: this one is not bounded by the capacity
      case "linkedTransferQueue" -> ofQueue(new LinkedTransferQueue<>());
      case "linkedTransferQueueTransfer" -> ofTransfer(new LinkedTransferQueue<>());
      case "exchanger" -> ofExchanger(new Exchanger<>());
      case "jox" ->
          ofJox(
              capacity == 0
                  ? com.softwaremill.jox.Channel.newRendezvousChannel()
                  : com.softwaremill.jox.Channel.newBufferedChannel(capacity));
      default -> throw new IllegalArgumentException("no such pipe: " + name);
    };
  }

  private static Pipe ofChannel(Channel<Integer> channel) {
    return new Pipe() {
      @Override
      public void put(Integer element) throws InterruptedException {
        channel.send(element);
      }

      @Override
      public Integer take() throws InterruptedException {
        return channel.receive();
      }
    };
  }

  private static Pipe ofJox(com.softwaremill.jox.Channel<Integer> channel) {
    return new Pipe() {
      @Override
      public void put(Integer element) throws InterruptedException {
        channel.send(element);
      }

      @Override
      public Integer take() throws InterruptedException {
        return channel.receive();
      }
    };
  }

  private static Pipe ofQueue(BlockingQueue<Integer> queue) {
    return new Pipe() {
      @Override
      public void put(Integer element) throws InterruptedException {
        queue.put(element);
      }

      @Override
      public Integer take() throws InterruptedException {
        return queue.take();
      }
    };
  }

  private static Pipe ofTransfer(LinkedTransferQueue<Integer> queue) {
    return new Pipe() {
      @Override
      public void put(Integer element) throws InterruptedException {
        queue.transfer(element);
      }

      @Override
      public Integer take() throws InterruptedException {
        return queue.take();
      }
    };
  }

  private static Pipe ofExchanger(Exchanger<Integer> exchanger) {
    return new Pipe() {
      @Override
      public void put(Integer element) throws InterruptedException {
        exchanger.exchange(element);
      }

      @Override
      public Integer take() throws InterruptedException {
        return exchanger.exchange(0);
      }
    };
  }
}

package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.atomic.AtomicInt64;
import dev.gopark.channel.Channel;
import dev.gopark.channel.Received;
import dev.gopark.channel.SendChannel;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.Outgoing;
import dev.gopark.remote.spi.SendLink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The goroutine that has a sender's connection, and sends together what waits. */
final class SendWriter {
  /*
   * One goroutine for the socket, because a goroutine that reads a socket must not be interrupted (an
   * interrupt closes the socket of a virtual thread), and callers are.
   *
   * Invariants
   *   1. Elements are stored in the order of the queue: there is one request at a time, its elements are the
   *      oldest, and nothing younger is sent while an older one waits for room.
   *   2. A request that has no answer is made again with the same number and the same elements, until there
   *      is an answer, nobody wants it any more, or the sender is closed. So the server needs to remember
   *      the last request of a sender only.
   *   3. Each op that was put into the queue is answered once, also when this goroutine dies: drain() runs
   *      after the queue was closed, and nobody can put anything in then.
   *
   * Rejected: the caller that finds the connection free does the I/O itself, for itself and those who wait
   * (one hand-off less): its interrupt would cut everybody's request.
   *
   * Memory ordering: everything that others read is volatile; backlog and the ops' progress are this
   * goroutine's, and the queue publishes an op to it.
   */
  static final int MAX_ELEMENTS = 256;
  static final int MAX_BYTES = 1 << 20;

  private static final Duration ROOM_WAIT = Duration.ofSeconds(1);

  private final String name;
  private final SendLink link;
  private final Channel<SendOp> queue = Channel.make(MAX_ELEMENTS);
  private final Channel<Void> quit = Channel.make();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicInt64 sent = new AtomicInt64();
  private final AtomicInt64 requests = new AtomicInt64();
  private final AtomicInt64 failures = new AtomicInt64();
  private final AtomicInt64 fulls = new AtomicInt64();

  private final ArrayDeque<SendOp> backlog = new ArrayDeque<>();
  private final Backoff backoff = new Backoff();
  private long number;

  private volatile boolean closing;
  private volatile boolean full;
  private volatile @Nullable Exception trouble;
  private volatile @Nullable Throwable fault;
  private volatile @Nullable Thread thread;

  SendWriter(String name, SendLink link) {
    this.name = name;
    this.link = link;
  }

  // For callers

  SendChannel<SendOp> queue() {
    return queue;
  }

  void start() {
    if (!started.get() && started.compareAndSet(false, true)) {
      thread = Go.go("remote-sender-" + name, this::run);
    }
  }

  boolean isFull() {
    return full;
  }

  /** What keeps the server from being reached at present. */
  @Nullable Exception trouble() {
    return trouble;
  }

  /** What this goroutine has died of. */
  @Nullable Throwable fault() {
    return fault;
  }

  SenderStats stats() {
    return new SenderStats(sent.load(), requests.load(), failures.load(), fulls.load());
  }

  void close(Duration wait) {
    closing = true;
    boolean unused = quit.tryClose();
    unused = queue.tryClose();
    if (!started.getAndSet(true)) {
      link.close();
      return;
    }
    Thread writer = thread;
    if (writer != null && writer != Thread.currentThread()) {
      try {
        unused = writer.join(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // it ends without us
      }
    }
  }

  // The goroutine

  private void run() throws InterruptedException {
    try {
      while (!closing && gather()) {
        var ops = new ArrayList<SendOp>();
        List<Outgoing> elements = takeRequest(ops);
        if (!elements.isEmpty()) {
          try {
            exchange(ops, elements);
          } catch (Throwable t) {
            answer(ops, new Answer.Failed(t, true)); // those that have an answer ignore it
            throw t;
          }
        }
      }
    } catch (Throwable t) {
      fault = t;
      throw t;
    } finally {
      closing = true;
      boolean unused = queue.tryClose();
      drain();
      link.close();
    }
  }

  /** Moves what waits to the backlog: at least one op is there then; false: the queue is closed. */
  private boolean gather() throws InterruptedException {
    if (backlog.isEmpty()) {
      // Whoever was answered just now is likely to send again at once: let it, before this
      // goroutine parks.
      Thread.yield();
      if (queue.tryReceive() instanceof Received.Value<SendOp> soon) {
        backlog.add(soon.value());
      } else {
        SendOp first = queue.receive();
        if (first == null) {
          return false;
        }
        backlog.add(first);
      }
    }
    while (backlog.size() < MAX_ELEMENTS
        && queue.tryReceive() instanceof Received.Value<SendOp> next) {
      backlog.add(next.value());
    }
    return true;
  }

  /** The next request: the oldest ops that fit, and their elements. */
  private List<Outgoing> takeRequest(List<SendOp> ops) {
    List<Outgoing> elements = new ArrayList<>();
    long bytes = 0;
    while (elements.size() < MAX_ELEMENTS && bytes < MAX_BYTES) {
      SendOp op = backlog.poll();
      if (op == null) {
        break;
      }
      if (op.take()) {
        ops.add(op);
        for (Outgoing element : op.rest()) {
          elements.add(element);
          bytes += element.payload().length;
        }
      }
    }
    return elements;
  }

  private void exchange(List<SendOp> ops, List<Outgoing> elements) throws InterruptedException {
    number++;
    boolean again = false;
    while (true) {
      try {
        int stored = link.send(number, again, elements);
        requests.add(1);
        reached();
        settle(ops, stored);
        return;
      } catch (LinkException e) {
        lost(e);
        if (closing || ops.stream().allMatch(SendOp::isAbandoned)) {
          answer(ops, new Answer.Failed(e, true));
          return;
        }
        again = true;
      } catch (RemoteException e) {
        answer(ops, new Answer.Failed(e, false));
        return;
      }
    }
  }

  private void settle(List<SendOp> ops, int stored) throws InterruptedException {
    if (stored == SendLink.CLOSED) {
      answer(ops, Answer.CLOSED);
      return;
    }
    sent.add(stored);
    int left = stored;
    List<SendOp> unserved = new ArrayList<>();
    for (SendOp op : ops) {
      int size = op.rest().size();
      op.advance(Math.min(size, left));
      if (left >= size) {
        op.answer(Answer.STORED);
      } else if (!op.waitsForRoom()) {
        op.answer(Answer.FULL);
      } else if (op.release()) {
        unserved.add(op);
      }
      left = Math.max(0, left - size);
    }
    if (!unserved.isEmpty()) {
      for (int i = unserved.size() - 1; i >= 0; i--) {
        backlog.addFirst(unserved.get(i));
      }
      awaitRoom();
    }
  }

  private void awaitRoom() throws InterruptedException {
    full = true;
    fulls.add(1);
    try {
      link.awaitRoom(ROOM_WAIT);
    } catch (LinkException e) {
      lost(e);
    } catch (RemoteException e) {
      answer(backlog, new Answer.Failed(e, false));
      backlog.clear();
    } finally {
      full = false;
    }
  }

  private void lost(LinkException e) throws InterruptedException {
    failures.add(1);
    trouble = e;
    backoff.await(quit);
  }

  private void reached() {
    if (trouble != null) {
      trouble = null;
    }
    backoff.reset();
  }

  private void drain() {
    Answer answer = Answer.ENDED;
    while (true) {
      answer(backlog, answer);
      backlog.clear();
      if (!(queue.tryReceive() instanceof Received.Value<SendOp> next)) {
        return;
      }
      backlog.add(next.value());
    }
  }

  private static void answer(Iterable<SendOp> ops, Answer answer) {
    ops.forEach(op -> op.answer(answer));
  }
}

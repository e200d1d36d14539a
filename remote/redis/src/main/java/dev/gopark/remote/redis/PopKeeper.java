package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.number;

import dev.gopark.Go;
import dev.gopark.atomic.AtomicInt64;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** The goroutine of a {@link BlockingPop} that settles, says that the consumer lives, and reaps. */
final class PopKeeper {
  /*
   * One line for all lists. It alone talks on it, so callers' interrupts reach no socket. Thrice in a lease
   * it registers the consumer of each list and puts back what the dead of that list have left.
   */
  private static final int TURNS_A_LEASE = 3;
  private static final Duration REMEMBER = Duration.ofDays(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** A request to the server; made again after a LinkException. */
  private interface Ask {
    boolean ask() throws LinkException, RemoteException;
  }

  private record Request(Ask ask, CompletableFuture<Boolean> outcome) {}

  private final Line line;
  private final Duration lease;
  private final List<ListReader<?>> readers;
  private final Channel<Request> requests = Channel.make(64);
  private final Channel<Void> quit;
  private final AtomicInt64 reaped = new AtomicInt64();
  private final AtomicInt64 numbers = new AtomicInt64();
  private @Nullable Request next;

  private volatile @Nullable Thread thread;

  PopKeeper(Line line, Duration lease, List<ListReader<?>> readers, Channel<Void> quit) {
    this.quit = quit;
    this.line = line;
    this.lease = lease;
    this.readers = readers;
  }

  static byte[] registry(String list) {
    return bytes(list + ":pop");
  }

  long reaped() {
    return reaped.load();
  }

  void start(String name) {
    thread = Go.go("blocking-pop-" + name, this::run);
  }

  /** An element is done, or goes back. */
  boolean finish(Taken taken, byte[] element, boolean back) {
    byte[][] keys = {bytes(taken.list()), taken.key(), taken.lastRequest()};
    byte[] number = bytes(numbers.add(1));
    var arguments = List.of(element, number, bytes(back ? "back" : ""));
    return ask(() -> {
      boolean finished = number(line.eval(Script.FINISH, keys, arguments)) == 1;
      taken.known().add(-1);
      return finished;
    });
  }

  /**
   * Looks for an element that the server has moved for a reader that was not told, since the
   * connection broke. Here, because all that takes elements out is done here, one after the other:
   * so what is there beyond what is known is that one, and it is the last.
   */
  byte @Nullable [] findLost(Taken taken) {
    var found = new AtomicReference<byte @Nullable []>();
    boolean unused =
        ask(() -> {
          if (number(line.call(Command.LLEN, taken.key())) <= taken.known().load()) {
            return false;
          }
          if (line.call(Command.LINDEX, taken.key(), bytes(-1)) instanceof byte[] last) {
            taken.known().add(1);
            found.set(last);
          }
          return true;
        });
    return found.get();
  }

  private boolean ask(Ask what) {
    var request = new Request(what, new CompletableFuture<>());
    boolean interrupted = false;
    try {
      while (true) {
        try {
          requests.send(request);
          return request.outcome().join();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ChannelClosedException e) {
          return false;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Has a reader's BLMOVE return. */
  void wake(ListReader<?> reader) {
    byte[] client = reader.blockedClient();
    if (client != null) {
      boolean unused = ask(() -> number(line.call(Command.CLIENT, bytes("UNBLOCK"), client)) == 1);
    }
  }

  void close(Duration wait) {
    boolean unused = requests.tryClose();
    Thread keeper = thread;
    try {
      if (keeper != null) {
        unused = keeper.join(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      line.close();
    }
  }

  // The goroutine

  private void run() throws InterruptedException {
    try (var ticks = Channel.tick(lease.dividedBy(TURNS_A_LEASE))) {
      var select =
          Select.<Boolean>of(
              requests.onReceive(request -> {
                next = request;
                return request != null;
              }),
              ticks.onReceive(now -> true));
      while (select.run()) {
        Request request = next;
        next = null;
        if (request == null) {
          turn();
        } else {
          answer(request);
        }
      }
    } finally {
      boolean unused = requests.tryClose();
      while (requests.tryReceive() instanceof Received.Value<Request> left) {
        left.value().outcome().complete(false);
      }
      line.close();
    }
  }

  private void answer(Request request) throws InterruptedException {
    long start = System.nanoTime();
    try {
      while (true) {
        try {
          request.outcome().complete(request.ask().ask());
          return;
        } catch (LinkException e) {
          if (quit.isDrained() || System.nanoTime() - start > lease.toNanos()) {
            return; // others may have it by now
          }
          pause();
        } catch (RemoteException e) {
          return;
        }
      }
    } finally {
      request.outcome().complete(false); // unless it has an answer
    }
  }

  private void pause() throws InterruptedException {
    boolean unused =
        Select.select(quit.onReceive(over -> true), Select.timeout(PAUSE, () -> false));
  }

  private void turn() {
    for (ListReader<?> reader : readers) {
      try {
        reader.register(line);
        byte[][] keys = {bytes(reader.list()), registry(reader.list())};
        long moved = number(line.eval(Script.REAP, keys, List.of(bytes(REMEMBER.toMillis()))));
        reaped.add(moved);
      } catch (LinkException | RemoteException e) {
        return; // the next turn comes soon
      }
    }
  }
}

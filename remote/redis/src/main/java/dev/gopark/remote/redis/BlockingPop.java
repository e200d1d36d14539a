package dev.gopark.remote.redis;

import dev.gopark.channel.Case;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.RemoteException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Redis's blocking pop over several lists with a timeout (BLPOP), as local channels, for queues
 * that other programs fill with RPUSH; and what is popped survives the death of the process.
 *
 * {@snippet lang = java :
 * var lists = List.of("urgent", "normal");
 * try (var pop = BlockingPop.open(uri, lists, Codec.string(), Duration.ofSeconds(30))) {
 *   Popped<String> job = pop.pop(ctx, Duration.ofSeconds(5)); // null: nothing came in time
 *   if (job != null) {
 *     try (job) {
 *       work(job.value());
 *       job.done();
 *     }
 *   }
 * }
 * }
 *
 * <p><b>How.</b> Each list has a goroutine with a connection, which moves the head to a list of
 * this consumer's own (BLMOVE) before the program sees it. {@link Popped#done} removes it there. A
 * process that is not heard of for a lease counts as dead, and any other one that pops from the
 * same list puts back what it had, at the head. Nothing is lost, and what was being worked on comes
 * twice.
 *
 * <p><b>What differs from BLPOP:</b> one element of each list may wait in this process for somebody
 * to want it. From a remote channel ({@link RedisChannels}): lists have no capacity, no end, no
 * attempts and no delivery limit; anybody can push to them with plain Redis commands. What cannot
 * be decoded goes to the list {@code NAME:pop:dead}.
 *
 * <p>In a Redis cluster this works for lists whose name has a hash tag, {@code {jobs}:urgent}.
 *
 * @param <T> the type of the values
 */
public final class BlockingPop<T> implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration MIN_LEASE = Duration.ofSeconds(3);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration WAKE_AGAIN = Duration.ofMillis(50);

  private final RedisAddress address;
  private final Map<String, ListReader<T>> readers = new LinkedHashMap<>();
  private final Channel<Void> quit = Channel.make();
  private final PopKeeper keeper;

  private BlockingPop(RedisAddress address, List<String> lists, Codec<T> codec, Duration lease) {
    this.address = address;
    for (String list : lists) {
      readers.put(list, new ListReader<>(list, codec, new Line(address), lease, quit));
    }
    this.keeper = new PopKeeper(new Line(address), lease, List.copyOf(readers.values()), quit);
  }

  /**
   * Begins to pop. The server need not be there yet.
   *
   * @param uri the server, as {@link RedisChannels#connect(Context, URI)} has it
   * @param lists the names of the lists, the most important first
   * @param codec how to decode elements
   * @param lease how long this process may be silent before others put back what it has taken; 3
   *     seconds at least
   * @param <T> the type of the values
   * @return the pops, to be closed
   * @throws IllegalArgumentException if the address cannot be understood, the lease is too short,
   *     or there is no list or the same one twice
   */
  public static <T> BlockingPop<T> open(
      URI uri, List<String> lists, Codec<T> codec, Duration lease) {
    Objects.requireNonNull(codec, "codec");
    if (lists.isEmpty()) {
      throw new IllegalArgumentException("there must be a list to pop from");
    }
    if (new HashSet<>(lists).size() < lists.size()) {
      throw new IllegalArgumentException("the same list twice: " + lists);
    }
    if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("the lease must be from 3 seconds to a day, not " + lease);
    }
    var pop = new BlockingPop<>(RedisAddress.parse(uri, TIMEOUT), lists, codec, lease);
    pop.keeper.start(String.join(",", lists));
    pop.readers.values().forEach(reader -> reader.start(pop.keeper));
    return pop;
  }

  /**
   * The elements of one list, for a select. Unbuffered; closed when this is closed or the server
   * has refused.
   *
   * @param list its name
   * @return always the same channel
   * @throws IllegalArgumentException if this does not pop from that list
   */
  public ReceiveChannel<Popped<T>> channel(String list) {
    ListReader<T> reader = readers.get(list);
    if (reader == null) {
      throw new IllegalArgumentException("no pop from " + list + ", only from " + readers.keySet());
    }
    return reader.popped();
  }

  /**
   * Takes an element of the first list, in the order in which they were given, that has one here;
   * waits if none has.
   *
   * @param ctx ends the wait
   * @param timeout how long to wait; what is on the server and has not come here yet needs a moment
   * @return the element; null: nothing came in time
   * @throws dev.gopark.context.ContextException if the context ended first
   * @throws RemoteException if the server has refused, or this is closed
   * @throws InterruptedException if interrupted while waiting; nothing was taken
   */
  public @Nullable Popped<T> pop(Context ctx, Duration timeout)
      throws InterruptedException, RemoteException {
    ctx.throwIfDone();
    var cases = new ArrayList<Case<Object>>();
    for (ListReader<T> reader : readers.values()) {
      cases.add(reader.popped().onReceive(one -> one == null ? reader : one));
    }
    Object nothing = this;
    cases.add(ctx.onDone());
    cases.add(Select.timeout(timeout, () -> nothing));
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Case<Object>[] array = cases.toArray(new Case[0]);
    Object how = Select.<Object>selectOrdered(array);
    if (how == nothing) {
      return null;
    }
    if (how instanceof ListReader<?> ended) {
      throw new RemoteException(
          "cannot pop from "
              + ended.list()
              + " of "
              + address
              + (ended.failure() == null ? ": it was closed" : ""),
          ended.failure());
    }
    @SuppressWarnings("unchecked") // the channels carry nothing else
    Popped<T> one = (Popped<T>) how;
    return one;
  }

  /**
   * How many elements of dead consumers this one has put back.
   *
   * @return the number so far
   */
  public long reaped() {
    return keeper.reaped();
  }

  /**
   * Stops, and puts back what nobody has taken. What was taken and is not {@link Popped#done} when
   * this is called comes again to others after a lease. Idempotent; waits a few seconds at most.
   */
  @Override
  public void close() {
    boolean unused = quit.tryClose();
    boolean interrupted = false;
    for (ListReader<T> reader : readers.values()) {
      long start = System.nanoTime();
      boolean ended = false;
      while (!ended && System.nanoTime() - start < WAIT.toNanos()) {
        keeper.wake(reader);
        try {
          ended = reader.awaitEnd(WAKE_AGAIN);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    keeper.close(WAIT);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "BlockingPop(" + readers.keySet() + " of " + address + ")";
  }
}

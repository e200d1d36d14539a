package dev.gopark.remote;

import dev.gopark.context.Context;
import java.util.Objects;
import java.util.function.Function;

/**
 * A channel in several shards: for more elements than one stream carries, and for order per key
 * with several receivers.
 *
 * <p>Elements with equal keys are in the same shard. A shard is read by one receiver at a time, one
 * delivery after the other: the next comes when the former is settled. When a shard changes hands
 * the new receiver first takes over, in order, what the former one had. So elements of a key are
 * delivered in the order in which they were sent, with any number of processes and goroutines; what
 * is delivered twice, because a receiver died or stalled past its lease, is followed by what came
 * after it. A nack breaks the order on purpose: the element comes again later. Who needs strict
 * order tries again in place.
 *
 * <p>Each shard is a channel of its own, named {@code NAME#0} and so on; the number of shards must
 * be the same for all, and stays the same for the life of the channel.
 */
public final class Sharded {
  static final int MAX_SHARDS = 1024;

  private Sharded() {}

  /**
   * A sender that chooses the shard by a hash of the key. Capacity and limits are those of each
   * shard. {@code stats} sums up; {@code trySend} says no if the value's shard is full.
   *
   * @param channels where
   * @param name the channel's name
   * @param shards how many, from 1 to 1024
   * @param key the key of a value; equal keys have equal text
   * @param codec how to encode values
   * @param options of each shard
   * @param <T> the type of the values
   * @return a sender, to be closed
   * @throws IllegalArgumentException if the name or the number will not do
   */
  public static <T> RemoteSender<T> sender(
      RemoteChannels channels,
      String name,
      int shards,
      Function<? super T, String> key,
      Codec<T> codec,
      SendOptions options) {
    check(name, shards);
    Objects.requireNonNull(key, "key");
    return new ShardedSender<>(channels, name, shards, key, codec, options);
  }

  /**
   * A receiver of its fair part of the shards. Receivers of all processes divide the shards among
   * them: each has at most its fair number, a new one is given some by the others within a third of
   * a lease or so, and those of one that has died are divided when its lease has run out.
   *
   * @param channels where
   * @param name the channel's name
   * @param shards how many, from 1 to 1024
   * @param codec how to decode values
   * @param options of the receivers of each shard; the lease is also that of the shards
   * @param <T> the type of the values
   * @return a receiver, to be closed
   * @throws IllegalArgumentException if the name or the number will not do
   */
  public static <T> ShardedReceiver<T> receiver(
      RemoteChannels channels, String name, int shards, Codec<T> codec, ReceiveOptions options) {
    check(name, shards);
    var receiver = new ShardedReceiver<>((EngineChannels) channels, name, shards, codec, options);
    receiver.start();
    return receiver;
  }

  /**
   * Removes all shards, as {@link RemoteChannels#delete} does for a channel, and who owned them.
   *
   * @param ctx ends the wait
   * @param channels where
   * @param name the channel's name
   * @param shards how many it has
   * @throws IllegalArgumentException if the name or the number will not do
   * @throws dev.gopark.context.ContextException if the context had ended before
   * @throws RemoteException if the server refuses, or could not be reached before the context ended
   * @throws InterruptedException if interrupted while waiting; some may have been removed
   */
  public static void delete(Context ctx, RemoteChannels channels, String name, int shards)
      throws InterruptedException, RemoteException {
    check(name, shards);
    for (int i = 0; i < shards; i++) {
      channels.delete(ctx, shard(name, i));
    }
    channels.delete(ctx, name);
  }

  private static void check(String name, int shards) {
    Names.check("channel", name);
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "shards must be from 1 to " + MAX_SHARDS + ", not " + shards);
    }
  }

  /** The name of a shard's channel. */
  static String shard(String name, int shard) {
    return name + "#" + shard;
  }

  /**
   * The shard of a key. Part of the format: all processes must agree, also those of other versions.
   * FNV-1a over UTF-16, with the avalanche of MurmurHash3, so that keys which differ in their end
   * spread too.
   */
  static int shardOf(String key, int shards) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x01000193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    hash ^= hash >>> 16;
    return (int) (Integer.toUnsignedLong(hash) % shards);
  }
}

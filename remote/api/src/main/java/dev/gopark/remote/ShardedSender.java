package dev.gopark.remote;

import dev.gopark.channel.ReceiveChannel;
import dev.gopark.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A sender for each shard, and the choice among them. */
final class ShardedSender<T> implements RemoteSender<T> {
  private final String name;
  private final Function<? super T, String> key;
  private final List<RemoteSender<T>> shards = new ArrayList<>();

  ShardedSender(
      RemoteChannels channels,
      String name,
      int count,
      Function<? super T, String> key,
      Codec<T> codec,
      SendOptions options) {
    this.name = name;
    this.key = key;
    for (int i = 0; i < count; i++) {
      shards.add(channels.sender(Sharded.shard(name, i), codec, options));
    }
  }

  private RemoteSender<T> shardOf(T value) {
    Objects.requireNonNull(value, "cannot send null on a remote channel");
    String text = Objects.requireNonNull(key.apply(value), "the key of a value is null");
    return shards.get(Sharded.shardOf(text, shards.size()));
  }

  @Override
  public void send(Context ctx, T value, Map<String, String> headers)
      throws InterruptedException, RemoteException {
    shardOf(value).send(ctx, value, headers);
  }

  @Override
  public boolean trySend(Context ctx, T value) throws InterruptedException, RemoteException {
    return shardOf(value).trySend(ctx, value);
  }

  /** One after the other: what waits for different shards does not travel together. */
  @Override
  public long pump(Context ctx, ReceiveChannel<? extends T> from)
      throws InterruptedException, RemoteException {
    Objects.requireNonNull(from, "pump from a null channel");
    long count = 0;
    T value;
    while ((value = ctx.<T>receive(from)) != null) {
      send(ctx, value);
      count++;
    }
    return count;
  }

  /**
   * Closes all shards, one after the other. When one of them is closed already the rest is closed
   * all the same, so that a close that broke off can be repeated.
   */
  @Override
  public void closeChannel(Context ctx) throws InterruptedException, RemoteException {
    int closed = 0;
    for (RemoteSender<T> shard : shards) {
      try {
        shard.closeChannel(ctx);
        closed++;
      } catch (dev.gopark.channel.ChannelClosedException e) {
        // By an earlier close that broke off, or by somebody else.
      }
    }
    if (closed == 0) {
      throw new dev.gopark.channel.ChannelClosedException(
          "close of remote channel " + name + ", which is closed already");
    }
  }

  @Override
  public SenderStats stats() {
    var sum = new SenderStats(0, 0, 0, 0);
    for (RemoteSender<T> shard : shards) {
      SenderStats one = shard.stats();
      sum =
          new SenderStats(
              sum.sent() + one.sent(),
              sum.requests() + one.requests(),
              sum.failures() + one.failures(),
              sum.full() + one.full());
    }
    return sum;
  }

  @Override
  public void close() {
    shards.forEach(RemoteSender::close);
  }

  @Override
  public String toString() {
    return "ShardedSender(" + name + ", " + shards.size() + " shards)";
  }
}

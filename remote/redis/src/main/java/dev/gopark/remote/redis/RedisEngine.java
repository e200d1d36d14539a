package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.list;
import static dev.gopark.remote.redis.Line.number;
import static dev.gopark.remote.redis.Line.text;

import dev.gopark.remote.DeadLetter;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.SendOptions;
import dev.gopark.remote.spi.Engine;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.remote.spi.ReceiveLink;
import dev.gopark.remote.spi.SendLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;

/** A Redis server. Its own line is for what is asked rarely. */
final class RedisEngine implements Engine {
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\S+)");
  private static final int OLDEST = 7;

  private final RedisAddress address;
  private final Line line;

  RedisEngine(RedisAddress address) {
    this.address = address;
    this.line = new Line(address);
  }

  @Override
  public String address() {
    return address.toString();
  }

  @Override
  public void check() throws LinkException, RemoteException {
    String info = text(line.call(Command.INFO, bytes("server")));
    Matcher version = VERSION.matcher(info);
    if (version.find() && Integer.parseInt(version.group(1)) < OLDEST) {
      throw new RemoteException(
          address
              + " is of version "
              + version.group(1)
              + "."
              + version.group(2)
              + "; remote channels need "
              + OLDEST
              + ".0 or newer",
          null);
    }
  }

  @Override
  public SendLink sender(String channel, String producer, SendOptions options) {
    return new RedisSendLink(new Line(address), new Keys(channel), producer, options.capacity());
  }

  @Override
  public ReceiveLink receiver(String channel, String consumer, ReceiveOptions options) {
    return new RedisReceiveLink(
        new Line(address), new Line(address), new Keys(channel), consumer, options);
  }

  @Override
  public long size(String channel) throws LinkException, RemoteException {
    return number(line.call(Command.XLEN, new Keys(channel).stream()));
  }

  @Override
  public boolean closeChannel(String channel, String token) throws LinkException, RemoteException {
    var keys = new Keys(channel);
    byte[][] used = {keys.stream(), keys.wakes(), keys.meta(), keys.room()};
    return number(line.eval(Script.CLOSE, used, List.of(bytes(token)))) == 1;
  }

  @Override
  public void deleteChannel(String channel) throws LinkException, RemoteException {
    Object unused = line.call(Command.DEL, new Keys(channel).all());
  }

  @Override
  public List<DeadLetter> deadLetters(String channel, int max)
      throws LinkException, RemoteException {
    Object entries =
        line.call(
            Command.XRANGE,
            new Keys(channel).dead(),
            bytes("-"),
            bytes("+"),
            bytes("COUNT"),
            bytes(max));
    return list(entries).stream().map(Entries::readDead).toList();
  }

  @Override
  public boolean removeDeadLetter(String channel, String letter)
      throws LinkException, RemoteException {
    return number(line.call(Command.XDEL, new Keys(channel).dead(), bytes(letter))) == 1;
  }

  @Override
  public Share share(
      String channel,
      String member,
      int shards,
      Duration lease,
      List<Integer> keep,
      List<Integer> finished)
      throws LinkException, RemoteException {
    var keys = new Keys(channel);
    var arguments = new ArrayList<byte[]>();
    arguments.add(bytes(member));
    arguments.add(bytes(shards));
    arguments.add(bytes(lease.toMillis()));
    arguments.add(bytes(finished.size()));
    finished.forEach(shard -> arguments.add(bytes(shard)));
    keep.forEach(shard -> arguments.add(bytes(shard)));
    List<Object> answer =
        list(line.eval(Script.SHARE, new byte[][] {keys.members(), keys.owners()}, arguments));
    List<Integer> own =
        answer.subList(2, answer.size()).stream().map(one -> (int) number(one)).toList();
    return new Share(own, (int) number(answer.get(0)), (int) number(answer.get(1)));
  }

  @Override
  public void close() {
    line.close();
  }
}

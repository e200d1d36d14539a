package dev.gopark.remote.redis;

import dev.gopark.remote.RemoteException;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.timer.TimerTask;
import dev.gopark.timer.Timers;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that is made when it is needed, and again when it has broken. One user at a time.
 */
final class Line {
  /*
   * Every wait is bounded. Connecting and reading have the socket's timeouts. Writing has none: a large
   * request into a connection that nobody reads would wait for as long as TCP tries, many minutes. So one
   * that may not fit into the socket's buffers is watched by a timer, which closes the socket.
   *
   * A broken connection is thrown away with whatever answers are still on their way in it: an answer is never
   * taken for that of another request.
   *
   * Errors. What passes by itself is a LinkException, like a lost connection: the server loads its data,
   * is busy with a script, is a replica for the moment or lacks one. All else will be the same next time: a
   * RemoteException.
   */
  private static final int UNWATCHED_BYTES = 16 << 10;
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private static final List<String> PASSING =
      List.of(
          "LOADING",
          "BUSY ",
          "READONLY",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "NOREPLICAS",
          "UNBLOCKED",
          "MISCONF",
          "UNKILLABLE");

  private final RedisAddress address;

  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  Line(RedisAddress address) {
    this.address = address;
  }

  RedisAddress address() {
    return address;
  }

  boolean isConnected() {
    Connection current = connection;
    return current != null && !current.isBroken();
  }

  /** A script. Its text is sent only if the server does not know it. */
  Object eval(Script script, byte[][] keys, List<byte[]> arguments)
      throws LinkException, RemoteException {
    try {
      return exchange(Command.EVALSHA, arguments(script.sha(), keys, arguments), Duration.ZERO);
    } catch (Refusal e) {
      if (!e.is("NOSCRIPT")) {
        throw e.asRemote(this);
      }
    }
    try {
      return exchange(Command.EVAL, arguments(script.text(), keys, arguments), Duration.ZERO);
    } catch (Refusal e) {
      throw e.asRemote(this);
    }
  }

  /** A command that is answered at once. */
  Object call(ProtocolCommand command, byte[]... arguments) throws LinkException, RemoteException {
    return call(command, Duration.ZERO, arguments);
  }

  /** A command that may block on the server. */
  Object call(ProtocolCommand command, Duration blocks, byte[]... arguments)
      throws LinkException, RemoteException {
    try {
      return exchange(command, arguments, blocks);
    } catch (Refusal e) {
      throw e.asRemote(this);
    }
  }

  /** {@link #call}, and null instead of the answer if the server says this. */
  @Nullable Object callUnless(
      String error, ProtocolCommand command, Duration blocks, byte[]... arguments)
      throws LinkException, RemoteException {
    try {
      return exchange(command, arguments, blocks);
    } catch (Refusal e) {
      if (e.is(error)) {
        return null;
      }
      throw e.asRemote(this);
    }
  }

  private static byte[][] arguments(byte[] script, byte[][] keys, List<byte[]> arguments) {
    byte[][] all = new byte[2 + keys.length + arguments.size()][];
    all[0] = script;
    all[1] = bytes(keys.length);
    System.arraycopy(keys, 0, all, 2, keys.length);
    for (int i = 0; i < arguments.size(); i++) {
      all[2 + keys.length + i] = arguments.get(i);
    }
    return all;
  }

  /** The server's answer; a null one is an empty list. */
  private Object exchange(ProtocolCommand command, byte[][] arguments, Duration blocks)
      throws LinkException, Refusal, RemoteException {
    Connection current = connected();
    try {
      long size = 0;
      var request = new CommandArguments(command);
      for (byte[] argument : arguments) {
        request.add(argument);
        size += argument.length;
      }
      int timeout = (int) address.timeout().plus(blocks).toMillis();
      if (current.getSoTimeout() != timeout) {
        current.setSoTimeout(timeout);
      }
      if (size <= UNWATCHED_BYTES) {
        return answer(current, request);
      }
      TimerTask watch =
          Timers.afterFunc(address.timeout().plus(blocks).plus(MARGIN), () -> cut(current));
      try {
        return answer(current, request);
      } finally {
        boolean unused = watch.stop();
      }
    } catch (JedisDataException e) {
      throw new Refusal(e);
    } catch (JedisException e) {
      drop(current);
      throw lost(e);
    } catch (Throwable t) {
      drop(current);
      throw t;
    }
  }

  private static Object answer(Connection current, CommandArguments request) {
    current.sendCommand(request);
    Object answer = current.getOne();
    return answer == null ? List.of() : answer;
  }

  private Connection connected() throws LinkException, RemoteException {
    Connection current = connection;
    if (current != null && !current.isBroken()) {
      return current;
    }
    if (closed) {
      throw new LinkException("the connection to " + address + " was closed", null);
    }
    try {
      var made = new Connection(address.hostAndPort(), address.config());
      connection = made;
      if (closed) {
        drop(made);
        throw new LinkException("the connection to " + address + " was closed", null);
      }
      return made;
    } catch (JedisAccessControlException e) {
      throw new RemoteException(
          address + " does not let us in: " + e.getMessage() + "; check user and password", e);
    } catch (JedisDataException e) {
      throw new Refusal(e).asRemote(this);
    } catch (JedisException e) {
      throw lost(e);
    }
  }

  private LinkException lost(JedisException e) {
    Throwable deepest = e;
    boolean late = e.getCause() instanceof SocketTimeoutException;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String why =
        late
            ? "did not answer within " + address.timeout().toMillis() + " ms"
            : "is not reachable: " + deepest.getMessage();
    return new LinkException(address + " " + why, e);
  }

  private static void cut(Connection current) throws IOException {
    current.forceDisconnect();
  }

  private void drop(Connection current) {
    if (connection == current) {
      connection = null;
    }
    try {
      current.setBroken();
      current.forceDisconnect();
    } catch (IOException | JedisConnectionException e) {
      // It is broken: that is why.
    }
  }

  /** For good. From any thread; a request that waits ends with a LinkException. */
  void close() {
    closed = true;
    Connection current = connection;
    if (current != null) {
      drop(current);
    }
  }

  // Arguments

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  static long number(Object reply) {
    return (Long) reply;
  }

  @SuppressWarnings("unchecked") // RESP's arrays
  static List<Object> list(Object reply) {
    return (List<Object>) reply;
  }

  /** The server has answered with an error. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    Refusal(JedisDataException e) {
      super(e);
      this.text = String.valueOf(e.getMessage());
    }

    boolean is(String error) {
      return text.startsWith(error);
    }

    RemoteException asRemote(Line line) throws LinkException {
      for (String passing : PASSING) {
        if (is(passing)) {
          throw new LinkException(line.address + " cannot at the moment: " + text, getCause());
        }
      }
      String advice = "";
      if (text.contains("OOM ")) {
        advice = "; the server has reached its maxmemory: raise it, or let the receivers catch up";
      } else if (text.contains("WRONGTYPE")) {
        advice = "; somebody else uses a key of this name for something else";
      } else if (is("NOAUTH") || is("WRONGPASS") || is("NOPERM")) {
        advice = "; check user and password in the address";
      }
      return new RemoteException(line.address + " refuses: " + text + advice, getCause());
    }
  }
}

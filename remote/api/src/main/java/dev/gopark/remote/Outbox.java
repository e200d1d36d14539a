package dev.gopark.remote;

import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Received;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.context.ContextException;
import dev.gopark.remote.spi.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sender of every engine: what a caller does. {@link SendWriter} is the other side. */
final class Outbox<T> implements RemoteSender<T> {
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_CHARS = 64 << 10;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final String name;
  private final Codec<T> codec;
  private final SendOptions options;
  private final Calls calls;
  private final SendWriter writer;
  private final Runnable onClose;

  Outbox(
      String name,
      Codec<T> codec,
      SendOptions options,
      Calls calls,
      SendWriter writer,
      Runnable onClose) {
    this.name = name;
    this.codec = codec;
    this.options = options;
    this.calls = calls;
    this.writer = writer;
    this.onClose = onClose;
  }

  @Override
  public void send(Context ctx, T value, Map<String, String> headers)
      throws InterruptedException, RemoteException {
    ctx.throwIfDone();
    var op = new SendOp(List.of(encode(value, headers)), true);
    submit(ctx, op);
    await(ctx, op);
  }

  @Override
  public boolean trySend(Context ctx, T value) throws InterruptedException, RemoteException {
    ctx.throwIfDone();
    Outgoing element = encode(value, Map.of());
    if (writer.isFull()) {
      return false; // others wait already, and were here first
    }
    var op = new SendOp(List.of(element), false);
    submit(ctx, op);
    return await(ctx, op) != Answer.FULL;
  }

  @Override
  public long pump(Context ctx, ReceiveChannel<? extends T> from)
      throws InterruptedException, RemoteException {
    Objects.requireNonNull(from, "pump from a null channel");
    long count = 0;
    SendOp last = null;
    int lastSize = 0;
    while (true) {
      List<Outgoing> next = gather(ctx, from);
      SendOp op = null;
      if (!next.isEmpty()) {
        op = new SendOp(next, true);
        submit(ctx, op);
      }
      // One request is on its way while the next is gathered.
      if (last != null) {
        await(ctx, last);
        count += lastSize;
      }
      if (op == null) {
        return count;
      }
      last = op;
      lastSize = next.size();
    }
  }

  /** What the local channel has, at least one; none: closed and drained. */
  private List<Outgoing> gather(Context ctx, ReceiveChannel<? extends T> from)
      throws InterruptedException {
    var elements = new ArrayList<Outgoing>();
    T value = ctx.<T>receive(from);
    long bytes = 0;
    while (value != null) {
      Outgoing element = encode(value, Map.of());
      elements.add(element);
      bytes += element.payload().length;
      if (elements.size() == SendWriter.MAX_ELEMENTS || bytes > SendWriter.MAX_BYTES) {
        break;
      }
      value = from.tryReceive() instanceof Received.Value<? extends T> found ? found.value() : null;
    }
    return elements;
  }

  @Override
  public void closeChannel(Context ctx) throws InterruptedException, RemoteException {
    // The token makes a second request after a lost answer succeed again.
    String token = Names.unique();
    boolean closed =
        calls.call(ctx, "close channel " + name, engine -> engine.closeChannel(name, token));
    if (!closed) {
      throw new ChannelClosedException(
          "close of remote channel " + name + ", which is closed already");
    }
  }

  @Override
  public SenderStats stats() {
    return writer.stats();
  }

  @Override
  public void close() {
    onClose.run();
    writer.close(CLOSE_WAIT);
  }

  @Override
  public String toString() {
    return "RemoteSender(" + name + " on " + calls.address() + ")";
  }

  // Steps

  private Outgoing encode(T value, Map<String, String> headers) {
    Objects.requireNonNull(value, "cannot send null on a remote channel");
    if (headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException(
          headers.size() + " headers are too many: " + MAX_HEADERS + " at most");
    }
    Map<String, String> copy = Map.copyOf(headers);
    long chars = 0;
    for (var header : copy.entrySet()) {
      chars += (long) header.getKey().length() + header.getValue().length();
    }
    if (chars > MAX_HEADER_CHARS) {
      throw new IllegalArgumentException(
          chars + " characters of headers are too many: " + MAX_HEADER_CHARS + " at most");
    }
    byte[] payload =
        Objects.requireNonNull(codec.encode(value), () -> codec + " encoded a value to null");
    if (payload.length > options.maxPayload()) {
      throw new IllegalArgumentException(
          "a value of "
              + payload.length
              + " bytes is too large for remote channel "
              + name
              + ", whose sender takes "
              + options.maxPayload()
              + "; put large values elsewhere and send where, or raise SendOptions.maxPayload");
    }
    return new Outgoing(payload, copy);
  }

  private void submit(Context ctx, SendOp op) throws InterruptedException, RemoteException {
    writer.start();
    try {
      if (!writer.queue().trySend(op)) {
        Select.<@Nullable Void>selectOrdered(ctx.onDone(), writer.queue().onSend(op));
      }
    } catch (ChannelClosedException e) {
      throw ended(e);
    } catch (ContextException e) {
      throw givenUp(e, false);
    }
  }

  private Answer await(Context ctx, SendOp op) throws InterruptedException, RemoteException {
    Answer answer;
    try {
      answer = ctx.receive(op.answer());
    } catch (ContextException e) {
      throw givenUp(e, !op.withdraw());
    } catch (InterruptedException e) {
      if (!op.withdraw()) {
        var known =
            new InterruptedException(
                "interrupted while an element was on its way to remote channel "
                    + name
                    + "; whether it was stored is not known");
        known.addSuppressed(e);
        throw known;
      }
      throw e;
    }
    return switch (Objects.requireNonNull(answer)) {
      case Answer.Closed closed ->
          throw new ChannelClosedException("send on closed remote channel " + name);
      case Answer.Ended ended -> throw ended(writer.fault());
      case Answer.Failed failed ->
          throw new RemoteException(
              "cannot send on remote channel " + name + ": " + failed.why().getMessage(),
              failed.why(),
              failed.mayHaveHappened());
      case Answer.Stored stored -> answer;
      case Answer.Full full -> answer;
    };
  }

  /** The context ended: its own exception if that says it all. */
  private RuntimeException givenUp(ContextException err, boolean onItsWay) throws RemoteException {
    Exception trouble = writer.trouble();
    if (trouble == null && !onItsWay) {
      return err;
    }
    String why =
        trouble == null
            ? "no answer yet from " + calls.address()
            : "cannot reach the server: " + trouble.getMessage();
    String end = onItsWay ? "; whether it was stored is not known" : "; the element was not stored";
    var failure =
        new RemoteException(
            "sending on remote channel "
                + name
                + " was given up: "
                + err.getMessage()
                + "; "
                + why
                + end,
            err,
            onItsWay);
    if (trouble != null) {
      failure.addSuppressed(trouble);
    }
    throw failure;
  }

  private IllegalStateException ended(@Nullable Throwable cause) {
    Throwable fault = writer.fault();
    return fault == null
        ? new IllegalStateException("send with a closed sender of remote channel " + name, cause)
        : new IllegalStateException("the sender of remote channel " + name + " has failed", fault);
  }
}

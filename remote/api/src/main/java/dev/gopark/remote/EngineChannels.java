package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.context.Context;
import dev.gopark.remote.spi.Engine;
import dev.gopark.sync.WaitGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The channels of an engine, and what is open on them. */
final class EngineChannels implements RemoteChannels {
  private final Engine engine;
  private final Calls calls;

  /** Guarded by itself: open senders and receivers. */
  private final Set<AutoCloseable> open = new HashSet<>();

  private boolean closed;

  EngineChannels(Engine engine) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.calls = new Calls(engine);
  }

  void check(Context ctx) throws InterruptedException, RemoteException {
    boolean unused =
        calls.call(
            ctx,
            "connect",
            on -> {
              on.check();
              return true;
            });
  }

  @Override
  public <T> RemoteSender<T> sender(String name, Codec<T> codec, SendOptions options) {
    Names.check("channel", name);
    Objects.requireNonNull(codec, "codec");
    Objects.requireNonNull(options, "options");
    var writer = new SendWriter(name, engine.sender(name, Names.unique(), options));
    var opened = new Opened();
    var sender = new Outbox<>(name, codec, options, calls, writer, opened::forget);
    opened.register(sender);
    return sender;
  }

  @Override
  public <T> RemoteReceiver<T> receiver(String name, Codec<T> codec, ReceiveOptions options) {
    Names.check("channel", name);
    Objects.requireNonNull(codec, "codec");
    Objects.requireNonNull(options, "options");
    String consumer = options.consumer() == null ? Names.unique() : options.consumer();
    var opened = new Opened();
    var receiver =
        new Inbox<>(
            name,
            engine.address(),
            codec,
            options,
            engine.receiver(name, consumer, options),
            opened::forget);
    opened.register(receiver);
    receiver.start();
    return receiver;
  }

  @Override
  public long size(Context ctx, String name) throws InterruptedException, RemoteException {
    Names.check("channel", name);
    return calls.call(ctx, "ask for the size of channel " + name, on -> on.size(name));
  }

  @Override
  public void delete(Context ctx, String name) throws InterruptedException, RemoteException {
    Names.check("channel", name);
    boolean unused =
        calls.call(
            ctx,
            "delete channel " + name,
            on -> {
              on.deleteChannel(name);
              return true;
            });
  }

  @Override
  public List<DeadLetter> deadLetters(Context ctx, String name, int max)
      throws InterruptedException, RemoteException {
    Names.check("channel", name);
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, not " + max);
    }
    return calls.call(
        ctx, "read the dead letters of channel " + name, on -> on.deadLetters(name, max));
  }

  @Override
  public boolean removeDeadLetter(Context ctx, String name, DeadLetter letter)
      throws InterruptedException, RemoteException {
    Names.check("channel", name);
    Objects.requireNonNull(letter, "letter");
    return calls.call(
        ctx,
        "remove a dead letter of channel " + name,
        on -> on.removeDeadLetter(name, letter.letter()));
  }

  /** For what is built on several channels. */
  Calls calls() {
    return calls;
  }

  @Override
  public void close() {
    List<AutoCloseable> left;
    synchronized (open) {
      if (closed) {
        return;
      }
      closed = true;
      left = new ArrayList<>(open);
    }
    // Together, because each may wait for its handlers.
    var group = new WaitGroup();
    left.forEach(one -> group.go(one::close));
    boolean interrupted = false;
    while (true) {
      try {
        group.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    Go.go("remote-close", engine::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "RemoteChannels(" + engine.address() + ")";
  }

  /** One entry of the set of what is open. */
  private final class Opened {
    private volatile AutoCloseable self = () -> {};

    void register(AutoCloseable what) {
      self = what;
      synchronized (open) {
        if (closed) {
          throw new IllegalStateException(EngineChannels.this + " is closed");
        }
        open.add(what);
      }
    }

    void forget() {
      synchronized (open) {
        open.remove(self);
      }
    }
  }
}

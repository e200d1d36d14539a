package dev.gopark.context;

import dev.gopark.Task;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Contexts that this library did not make. */
class Foreign implements Context {
  final Channel<Void> done = Channel.make();
  private volatile ContextException err;
  private volatile Throwable cause;

  /** Ends without a word to those who wait. */
  void endQuietly(ContextException err, Throwable cause) {
    this.cause = cause;
    this.err = err;
  }

  void end(ContextException err, Throwable cause) {
    this.cause = cause;
    this.err = err;
    done.close();
  }

  /** How many watchers wait for the end. */
  int watchers() {
    String text = done.toString();
    String word = "receivers waiting ";
    int at = text.indexOf(word) + word.length();
    return Integer.parseInt(text.substring(at, text.indexOf(',', at)));
  }

  @Override
  public ReceiveChannel<Void> done() {
    return done;
  }

  @Override
  public ContextException err() {
    return err;
  }

  @Override
  public Throwable cause() {
    return cause == null ? err : cause;
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  @Override
  public <T> T value(ContextKey<T> key) {
    return null;
  }

  @Override
  public String toString() {
    return "Foreign";
  }

  /** Hands everything on. */
  static class Wrapper implements Context {
    final Context inner;

    Wrapper(Context inner) {
      this.inner = inner;
    }

    @Override
    public ReceiveChannel<Void> done() {
      return inner.done();
    }

    @Override
    public ContextException err() {
      return inner.err();
    }

    @Override
    public Throwable cause() {
      return inner.cause();
    }

    @Override
    public Optional<Instant> deadline() {
      return inner.deadline();
    }

    @Override
    public <T> T value(ContextKey<T> key) {
      return inner.value(key);
    }

    @Override
    public String toString() {
      return "Wrapper(" + inner + ")";
    }
  }

  /** Has a done channel of its own above what it hands on. */
  static final class OwnDone extends Foreign {
    final Context inner;

    OwnDone(Context inner) {
      this.inner = inner;
    }

    @Override
    public <T> T value(ContextKey<T> key) {
      return inner.value(key);
    }
  }

  /** Tells its children itself. */
  static final class Telling extends Wrapper implements AfterFuncContext {
    final AtomicInteger registered = new AtomicInteger();

    Telling(Context inner) {
      super(inner);
    }

    @Override
    public ReceiveChannel<Void> done() {
      // Its own, so that identity does not lead past afterFunc.
      return own;
    }

    private final Channel<Void> own = Channel.make();

    @Override
    public BooleanSupplier afterFunc(Task task) {
      registered.incrementAndGet();
      BooleanSupplier stop =
          Context.afterFunc(
              inner,
              () -> {
                registered.decrementAndGet();
                task.run();
              });
      return () -> {
        boolean stopped = stop.getAsBoolean();
        if (stopped) {
          registered.decrementAndGet();
        }
        return stopped;
      };
    }
  }
}

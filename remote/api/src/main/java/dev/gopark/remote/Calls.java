package dev.gopark.remote;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.context.Context;
import dev.gopark.context.ContextException;
import dev.gopark.remote.spi.Engine;
import dev.gopark.remote.spi.LinkException;
import dev.gopark.sync.Mutex;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Rare questions to the server, such as its size, under a context. */
final class Calls {
  /*
   * The caller may be interrupted, and an interrupt closes the socket of a virtual thread that reads it. So
   * a goroutine asks, one at a time, and the caller waits for it on a channel. A caller that gives up leaves
   * the goroutine to end by itself: after the present try, which the engine bounds.
   */

  /** A question; asked again after a {@link LinkException}. */
  interface Question<R> {
    R ask(Engine engine) throws LinkException, RemoteException;
  }

  private sealed interface Reply<R> {
    record Value<R>(R value) implements Reply<R> {}

    record Refused<R>(Throwable why) implements Reply<R> {}
  }

  private final Engine engine;
  private final Mutex turn = new Mutex();

  Calls(Engine engine) {
    this.engine = engine;
  }

  String address() {
    return engine.address();
  }

  <R> R call(Context ctx, String what, Question<R> question)
      throws InterruptedException, RemoteException {
    ctx.throwIfDone();
    var replies = Channel.<Reply<R>>make(1);
    var quit = Channel.<Void>make();
    var trouble = new AtomicReference<@Nullable LinkException>();
    Go.go(
        "remote-call",
        () -> {
          boolean unused = replies.trySend(ask(question, quit, trouble));
        });
    try {
      return switch (Objects.requireNonNull(ctx.receive(replies))) {
        case Reply.Value<R> answer -> answer.value();
        case Reply.Refused<R> refused -> throw refusal(what, refused.why());
      };
    } catch (ContextException e) {
      LinkException why = trouble.get();
      throw new RemoteException(
          "cannot "
              + what
              + ": "
              + (why == null ? "no answer yet from " + engine.address() : why.getMessage())
              + "; given up: "
              + e.getMessage(),
          e,
          true);
    } finally {
      quit.close();
    }
  }

  private <R> Reply<R> ask(
      Question<R> question, Channel<Void> quit, AtomicReference<@Nullable LinkException> trouble)
      throws InterruptedException {
    var backoff = new Backoff();
    while (true) {
      turn.lock();
      try {
        return new Reply.Value<>(question.ask(engine));
      } catch (LinkException e) {
        trouble.set(e);
        if (quit.isDrained()) {
          return new Reply.Refused<>(e);
        }
      } catch (RemoteException | RuntimeException | Error e) {
        return new Reply.Refused<>(e);
      } finally {
        turn.unlock();
      }
      backoff.await(quit);
    }
  }

  private static RemoteException refusal(String what, Throwable why) {
    if (why instanceof Error error) {
      throw error;
    }
    if (why instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    return new RemoteException("cannot " + what + ": " + why.getMessage(), why);
  }
}

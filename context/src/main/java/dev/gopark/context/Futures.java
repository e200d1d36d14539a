package dev.gopark.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bridge between contexts and futures, in both directions. */
final class Futures {
  private Futures() {}

  /** A future that fails when the context ends. */
  static CompletableFuture<Void> of(Context ctx) {
    var future = new CompletableFuture<Void>();
    StopFunc registration = Context.afterFunc(ctx, () -> future.completeExceptionally(ending(ctx)));
    // Whoever completes it otherwise has no more use for the context's end.
    var unused = future.handle((value, thrown) -> registration.stop());
    return future;
  }

  /** A child that ends when the stage completes. */
  static CancelContext withFuture(Context parent, CompletionStage<?> stage) {
    CancelNode node = CancelNode.under(parent);
    stage.whenComplete((value, thrown) -> node.cancel(unwrapped(thrown)));
    return node;
  }

  private static ContextException ending(Context ctx) {
    ContextException err = ctx.err();
    return err == null ? CanceledException.PLAIN : err;
  }

  /** Stages after the first one wrap what a stage threw. */
  private static @Nullable Throwable unwrapped(@Nullable Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}

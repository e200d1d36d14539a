package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FuturesTest {
  private final CancelNode ctx = (CancelNode) Context.withCancel(Context.background());

  @Test
  void toFuture_contextEnds_fails() {
    CompletableFuture<Void> future = ctx.toFuture();
    assertThat(future).isNotDone();
    var reason = new Exception("reason");
    ctx.cancel(reason);
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .hasCause(ctx.err())
        .hasRootCause(reason);
  }

  @Test
  void toFuture_completedByUser_letsGo() {
    CompletableFuture<Void> future = ctx.toFuture();
    assertThat(ctx.checkInvariants()).isEqualTo(1);
    future.cancel(false);
    assertThat(ctx.checkInvariants()).isZero();
    assertThat(ctx.err()).isNull();
  }

  @Test
  void toFuture_asTimeoutOfAnother_works() {
    var work = new CompletableFuture<String>();
    CompletableFuture<Object> either = CompletableFuture.anyOf(work, ctx.toFuture());
    ctx.cancel();
    assertThatThrownBy(either::join).isInstanceOf(CompletionException.class).hasCause(ctx.err());
  }

  @Test
  void withFuture_fails_endsWithItsException() {
    var future = new CompletableFuture<String>();
    CancelContext child = Context.withFuture(ctx, future);
    assertThat(child.err()).isNull();
    var failure = new Exception("failure");
    future.completeExceptionally(failure);
    assertThat(child.cause()).isSameAs(failure);
    assertThat(child.err()).isInstanceOf(CanceledException.class);
    assertThat(ctx.err()).isNull();
    assertThat(ctx.checkInvariants()).isZero();
  }

  @Test
  void withFuture_laterStageFails_isUnwrapped() {
    var future = new CompletableFuture<String>();
    CancelContext child = Context.withFuture(ctx, future.thenApply(s -> s));
    var failure = new Exception("failure");
    future.completeExceptionally(failure);
    assertThat(child.cause()).isSameAs(failure);
  }

  @Test
  void withFuture_completes_endsPlainly() {
    var future = new CompletableFuture<String>();
    CancelContext child = Context.withFuture(ctx, future);
    future.complete("done");
    assertThat(child.err()).isInstanceOf(CanceledException.class).isSameAs(child.cause());
    assertThat(Context.withFuture(ctx, future).err()).isNotNull();
  }

  @Test
  void withFuture_closed_leavesTheFutureAlone() {
    var future = new CompletableFuture<String>();
    Context.withFuture(ctx, future).close();
    assertThat(future).isNotDone();
    CancelContext child = Context.withFuture(ctx, future);
    ctx.cancel();
    assertThat(child.err()).isSameAs(ctx.err());
  }
}

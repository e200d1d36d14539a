package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AfterFuncTest {
  private final Channel<String> ran = Channel.make(10);

  @Test
  @DisplayName("X12 TestAfterFuncCalledAfterCancel")
  void afterFunc_cancelled_runsOnce() throws Exception {
    CancelContext ctx = Context.withCancel(Context.background());
    BooleanSupplier stop = Context.afterFunc(ctx, () -> ran.send(ctx.err().getMessage()));
    assertThat(ran.size()).isZero();
    ctx.cancel();
    assertThat(ran.receive()).isEqualTo("context canceled");
    assertThat(stop.getAsBoolean()).isFalse();
    assertThat(stop).hasToString("AfterFunc[over]");
  }

  @Test
  @DisplayName("X12 TestAfterFuncCalledAfterTimeout")
  void afterFunc_timedOut_runs() throws Exception {
    try (var ctx = Context.withTimeout(Context.background(), Duration.ofMillis(5))) {
      Context.afterFunc(ctx, () -> ran.send(ctx.err().getMessage()));
      assertThat(ran.receive()).isEqualTo("context deadline exceeded");
    }
  }

  @Test
  @DisplayName("X12 TestAfterFuncCalledImmediately")
  void afterFunc_ended_runsAtOnce() throws Exception {
    CancelContext ctx = Context.withCancel(Context.background());
    ctx.cancel();
    BooleanSupplier stop = Context.afterFunc(ctx, () -> ran.send("ran"));
    assertThat(ran.receive()).isEqualTo("ran");
    assertThat(stop.getAsBoolean()).isFalse();
  }

  @Test
  @DisplayName("X12 TestAfterFuncNotCalledAfterStop")
  void stop_before_prevents() {
    CancelNode ctx = (CancelNode) Context.withCancel(Context.background());
    BooleanSupplier stop = Context.afterFunc(ctx, () -> ran.send("ran"));
    assertThat(stop.getAsBoolean()).isTrue();
    assertThat(stop.getAsBoolean()).as("a second time").isFalse();
    assertThat(ctx.checkInvariants()).isZero();
    ctx.cancel();
    assertThat(ran.size()).isZero();
  }

  @Test
  @DisplayName(
      "X12 TestAfterFuncCalledAsynchronously: a task that blocks does not hold the cancel up")
  void afterFunc_blocking_doesNotHoldUp() throws Exception {
    CancelContext ctx = Context.withCancel(Context.background());
    Channel<String> handedOver = Channel.make();
    BooleanSupplier stop = Context.afterFunc(ctx, () -> handedOver.send("ran"));
    ctx.cancel();
    assertThat(stop.getAsBoolean()).isFalse();
    assertThat(handedOver.receive()).isEqualTo("ran");
  }

  @Test
  @DisplayName("X12 several registrations are independent")
  void afterFunc_several_independent() throws Exception {
    CancelContext ctx = Context.withCancel(Context.background());
    Context.afterFunc(Context.withValue(ctx, ContextKey.of("k"), 1), () -> ran.send("x"));
    BooleanSupplier second = Context.afterFunc(ctx, () -> ran.send("y"));
    Context.afterFunc(ctx, () -> ran.send("x"));
    assertThat(second.getAsBoolean()).isTrue();
    ctx.cancel();
    assertThat(ran.receive()).isEqualTo("x");
    assertThat(ran.receive()).isEqualTo("x");
    assertThat(ran.size()).isZero();
  }

  @Test
  @DisplayName("X12 of a context that never ends it can only be stopped")
  void afterFunc_background_stops() {
    BooleanSupplier stop = Context.afterFunc(Context.background(), () -> ran.send("ran"));
    assertThat(stop).asString().startsWith("AfterFunc[waiting, runs ");
    assertThat(stop.getAsBoolean()).isTrue();
    assertThat(stop.getAsBoolean()).isFalse();
  }

  @Test
  @DisplayName("X12 started or stopped, never both, never neither")
  void afterFunc_stopsRaceCancel_conserved() throws Exception {
    for (int round = 0; round < 300; round++) {
      CancelContext ctx = Context.withCancel(Context.background());
      var started = new AtomicInteger();
      var stopped = new AtomicInteger();
      int tasks = 20;
      List<BooleanSupplier> stops = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        stops.add(Context.afterFunc(ctx, started::incrementAndGet));
      }
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int first = t;
        threads.add(
            Thread.startVirtualThread(() -> {
              for (int i = first; i < tasks; i++) {
                if (stops.get(i).getAsBoolean()) {
                  stopped.incrementAndGet();
                }
              }
            }));
      }
      threads.add(Thread.startVirtualThread(ctx::cancel));
      threads.add(Thread.startVirtualThread(ctx::cancel));
      for (Thread thread : threads) {
        thread.join();
      }
      Await.until("all settled", () -> started.get() + stopped.get() >= tasks);
      assertThat(started.get() + stopped.get()).isEqualTo(tasks);
      assertThat(((CancelNode) ctx).checkInvariants()).isZero();
    }
  }
}

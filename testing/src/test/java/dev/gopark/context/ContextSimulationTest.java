package dev.gopark.context;

import static dev.gopark.testing.Schedules.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.sync.WaitGroup;
import dev.gopark.timer.Timers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The protocols of contexts, production code, under the schedules of a simulation. */
class ContextSimulationTest {
  private static final Duration MS = Duration.ofMillis(1);

  @Test
  void cancel_againstAttach_theChildEnds() {
    search(() -> {
      CancelContext parent = Context.withCancel(Context.background());
      var wg = new WaitGroup();
      for (int i = 0; i < 2; i++) {
        wg.go(() -> {
          try (CancelContext child = Context.withCancel(parent)) {
            child.done().receive();
            assertThat(child.err()).isInstanceOf(CanceledException.class);
          }
        });
      }
      wg.go(parent::cancel);
      wg.await();
    });
  }

  @Test
  void cancels_againstEachOther_oneCause() {
    search(() -> {
      CancelContext ctx = Context.withCancel(Context.background());
      CancelContext child = Context.withCancel(ctx);
      var wg = new WaitGroup();
      Throwable first = new IllegalStateException("first");
      Throwable second = new IllegalStateException("second");
      wg.go(() -> ctx.cancel(first));
      wg.go(() -> ctx.cancel(second));
      wg.go(() -> child.done().receive());
      wg.await();
      assertThat(ctx.cause()).isIn(first, second);
      assertThat(child.cause()).isSameAs(ctx.cause());
    });
  }

  @Test
  void afterFunc_stopAgainstCancel_exactlyOneComesTrue() {
    search(() -> {
      CancelContext ctx = Context.withCancel(Context.background());
      int[] ran = {0};
      BooleanSupplier stop = Context.afterFunc(ctx, () -> ran[0]++);
      boolean[] stopped = {false};
      var wg = new WaitGroup();
      wg.go(() -> stopped[0] = stop.getAsBoolean());
      wg.go(ctx::cancel);
      wg.await();
      Timers.sleep(MS);
      assertThat(ran[0]).isEqualTo(stopped[0] ? 0 : 1);
    });
  }

  @Test
  void deadline_againstCancel_oneReason() {
    search(() -> {
      CancelContext ctx = Context.withTimeout(Context.background(), MS);
      var wg = new WaitGroup();
      wg.go(() -> {
        Timers.sleep(MS);
        ctx.cancel();
      });
      ContextException[] seen = {null, null};
      for (int i = 0; i < 2; i++) {
        int n = i;
        wg.go(() -> {
          ctx.done().receive();
          seen[n] = ctx.err();
        });
      }
      wg.await();
      assertThat(seen[0]).isNotNull();
      assertThat(seen[1].getClass()).isEqualTo(seen[0].getClass());
      assertThat(ctx.err().getClass()).isEqualTo(seen[0].getClass());
    });
  }

  @Test
  void errGroup_firstFailureCancelsTheRest_limitHolds() {
    search(() -> {
      var group = ErrGroup.withContext(Context.background());
      group.limit(2);
      int[] running = {0};
      var failure = new IllegalStateException("no");
      for (int i = 0; i < 4; i++) {
        int n = i;
        group.go(() -> {
          running[0]++;
          Go.gosched();
          assertThat(running[0]).isLessThanOrEqualTo(2);
          running[0]--;
          if (n == 1) {
            throw failure;
          }
        });
      }
      Throwable thrown = null;
      try {
        group.await();
      } catch (IllegalStateException e) {
        thrown = e;
      }
      assertThat(thrown).isSameAs(failure);
      assertThat(group.context().err()).isNotNull();
    });
  }
}

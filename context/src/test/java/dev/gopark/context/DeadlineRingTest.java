package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.internal.SpinLock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a deadline does on the thread that drives timers: it waits for nobody, and is never lost.
 */
class DeadlineRingTest {
  private final FakeEngine engine = new FakeEngine();
  private final CancelNode parent = (CancelNode) Context.withCancel(Context.background());
  private final CancelNode ctx = after(parent);

  private CancelNode after(Context above) {
    return DeadlineContext.after(engine, above, Duration.ofSeconds(1), null);
  }

  /** Rings while somebody holds a lock, who in truth may be a goroutine that has to run first. */
  private void ringBesideHolderOf(SpinLock lock) {
    lock.lock();
    try {
      engine.advance(1_000_000_000);
    } finally {
      lock.unlock();
    }
    Await.ended(ctx);
    Await.until("the parent lets go of it", () -> parent.checkInvariants() == 0);
    assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
    assertThat(ctx.done().isDrained()).isTrue();
    Await.until("its alarm is gone", () -> engine.set() == 0);
  }

  @Test
  void ring_ownLockHeld_doesNotWait() {
    ringBesideHolderOf(ctx);
  }

  @Test
  void ring_parentsLockHeld_doesNotWait() {
    ringBesideHolderOf(parent);
  }

  @Test
  @DisplayName("the lock of done(), which a select takes: a deadlock with a timeout and a reply")
  void ring_doneChannelsLockHeld_doesNotWait() {
    ringBesideHolderOf((SpinLock) (Object) ctx.done());
  }

  @Test
  void ring_nothingHeld_endsOnTheSpot() {
    var done = ctx.done();
    engine.advance(1_000_000_000);
    assertThat(done.isDrained()).isTrue();
    assertThat(parent.checkInvariants()).isZero();
  }

  @Test
  @DisplayName("no goroutine can be started: the ring comes again, and ends it when it can")
  void ring_goroutineRefused_ringsAgain() throws Exception {
    assertThat(ChildJvm.run(Refused.class, "-Dgopark.scheduler=gmp"))
        .containsExactly("refused", "ended null, set 1", "ended null, set 1", "ended late, set 0");
  }

  /**
   * Runs where each start of a goroutine is refused: the scheduler that is asked for is missing.
   */
  static final class Refused {
    private Refused() {}

    public static void main(String[] args) {
      var engine = new FakeEngine();
      CancelNode ctx =
          DeadlineContext.after(engine, Context.background(), Duration.ofSeconds(1), null);
      CancelContext child = Context.withCancel(ctx);
      try {
        engine.advance(1_000_000_000);
      } catch (IllegalStateException refused) {
        System.out.println("refused");
      }
      print(ctx, engine);
      engine.advance(DeadlineContext.RETRY);
      print(ctx, engine);
      child.cancel();
      engine.advance(DeadlineContext.RETRY);
      print(ctx, engine);
    }

    private static void print(Context ctx, FakeEngine engine) {
      System.out.println(
          "ended "
              + (ctx.err() instanceof DeadlineExceededException ? "late" : ctx.err())
              + ", set "
              + engine.set());
    }
  }
}

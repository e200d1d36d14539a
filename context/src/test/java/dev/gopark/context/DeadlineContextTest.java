package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadlineContextTest {
  private static final Context ROOT = Context.background();
  private final FakeEngine engine = new FakeEngine();

  private CancelNode after(Context parent, Duration d) {
    return DeadlineContext.after(engine, parent, d, null);
  }

  @Test
  @DisplayName("X8 TestTimeout: ends when its time has come, not before")
  void timeout_passes_ends() {
    CancelNode ctx = after(ROOT, Duration.ofSeconds(2));
    assertThat(ctx.deadline()).contains(FakeEngine.EPOCH.plusSeconds(2));
    engine.advance(1_999_999_999L);
    assertThat(ctx.err()).isNull();
    var done = ctx.done();
    engine.advance(1);
    assertThat(done.isDrained()).isTrue();
    assertThat(ctx.err())
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("context deadline exceeded");
    assertThat(ctx.cause()).isSameAs(ctx.err());
    assertThat(engine.set()).isZero();
  }

  @Test
  @DisplayName("X8 TestDeadline: an instant of the wall clock")
  void deadline_passes_ends() {
    Instant at = FakeEngine.EPOCH.plusMillis(7);
    CancelNode ctx = DeadlineContext.at(engine, ROOT, at, null);
    assertThat(ctx.deadline()).contains(at);
    engine.advance(6_999_999);
    assertThat(ctx.err()).isNull();
    engine.advance(1);
    assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  @DisplayName("X8 a deadline in the past, or now, ends at once and arms nothing")
  void deadline_past_endsAtOnce() {
    for (Duration d : new Duration[] {Duration.ofSeconds(-1), Duration.ZERO}) {
      CancelNode parent = (CancelNode) Context.withCancel(ROOT);
      CancelNode ctx = after(parent, d);
      assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
      assertThat(parent.checkInvariants()).isZero();
      assertThat(DeadlineContext.at(engine, ROOT, FakeEngine.EPOCH.plus(d), null).err())
          .isInstanceOf(DeadlineExceededException.class);
    }
    assertThat(engine.set()).isZero();
  }

  @Test
  @DisplayName("X8 a deadline later than the parent's arms no timer")
  void deadline_laterThanParents_noTimer() {
    CancelNode parent = after(ROOT, Duration.ofSeconds(1));
    CancelNode later =
        after(Context.withValue(parent, ContextKey.of("k"), 1), Duration.ofSeconds(2));
    assertThat(engine.set()).isEqualTo(1);
    assertThat(later).isNotInstanceOf(DeadlineContext.class);
    assertThat(later.deadline()).isEqualTo(parent.deadline());
    CancelNode earlier = after(later, Duration.ofMillis(500));
    assertThat(engine.set()).isEqualTo(2);
    assertThat(earlier.deadline()).contains(FakeEngine.EPOCH.plusMillis(500));
    engine.advance(500_000_000);
    assertThat(earlier.err()).isNotNull();
    assertThat(later.err()).isNull();
    engine.advance(500_000_000);
    // The parent has a child: a goroutine cancels both.
    Await.ended(later);
    assertThat(parent.err()).isSameAs(later.err());
  }

  @Test
  @DisplayName("X8 the parent's deadline is seen through wrappers")
  void deadline_belowWrapper_earlierCounts() {
    CancelNode parent = after(ROOT, Duration.ofSeconds(1));
    after(new Foreign.Wrapper(parent), Duration.ofSeconds(2));
    assertThat(engine.set()).isEqualTo(1);
  }

  @Test
  @DisplayName("X9 a cancel stops the timer")
  void cancel_before_stopsTimer() {
    CancelNode ctx = after(ROOT, Duration.ofSeconds(1));
    assertThat(engine.set()).isEqualTo(1);
    ctx.cancel();
    assertThat(engine.set()).isZero();
    assertThat(ctx.err()).isInstanceOf(CanceledException.class);
  }

  @Test
  @DisplayName("X9 the parent's cancel stops the timer, too")
  void cancel_ofParent_stopsTimers() {
    CancelContext parent = Context.withCancel(ROOT);
    for (int i = 1; i <= 10; i++) {
      after(parent, Duration.ofSeconds(i));
    }
    assertThat(engine.set()).isEqualTo(10);
    parent.cancel();
    assertThat(engine.set()).isZero();
    assertThat(after(parent, Duration.ofSeconds(1)).err()).isSameAs(parent.err());
    assertThat(engine.set()).isZero();
  }

  @Test
  @DisplayName("X9 an alarm that rings before it is stored is let go")
  void ring_insideStart_ends() {
    engine.impatient();
    CancelNode ctx = after(ROOT, Duration.ofSeconds(1));
    assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
    assertThat(engine.set()).isZero();
  }

  @Test
  @DisplayName("X8 children of a context that runs out of time end with it")
  void timeout_withChildren_endsThem() {
    CancelNode ctx = after(ROOT, Duration.ofSeconds(1));
    Context child = Context.withCancel(Context.withCancel(ctx));
    engine.advance(1_000_000_000);
    Await.ended(child);
    assertThat(child.err()).isSameAs(ctx.err()).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  @DisplayName("X8 TestCanceledTimeout, on the machine's clock")
  void withTimeout_realClock_cancelsOrExpires() throws Exception {
    try (var ctx = Context.withTimeout(ROOT, Duration.ofHours(1))) {
      assertThat(ctx.deadline().orElseThrow())
          .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
      ctx.cancel();
      assertThat(ctx.err()).isInstanceOf(CanceledException.class);
    }
    long start = System.nanoTime();
    try (var ctx = Context.withTimeout(ROOT, Duration.ofMillis(20))) {
      assertThat(ctx.done().receive()).isNull();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000L);
      assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
    }
    try (var ctx = Context.withDeadline(ROOT, Instant.now().plusMillis(20))) {
      assertThat(ctx.done().receive()).isNull();
      assertThat(ctx.err()).isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  @DisplayName("X8 far deadlines are far, not an overflow")
  void deadline_extreme_saturates() {
    try (var ctx = Context.withDeadline(ROOT, Instant.MAX)) {
      assertThat(ctx.err()).isNull();
      assertThat(ctx.deadline()).contains(Instant.MAX);
      assertThat(ctx.toString()).contains("WithDeadline(+1000000000-12-31");
    }
    try (var ctx = Context.withTimeout(ROOT, Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThat(ctx.err()).isNull();
    }
    assertThat(Context.withDeadline(ROOT, Instant.MIN).err()).isNotNull();
    assertThat(Context.withTimeout(ROOT, Duration.ofSeconds(Long.MIN_VALUE)).err()).isNotNull();
  }

  @Test
  @DisplayName("X16 nulls are refused")
  void nulls_always_throw() {
    assertThatThrownBy(() -> Context.withTimeout(ROOT, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Context.withDeadline(ROOT, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Context.withTimeout(ROOT, Duration.ZERO, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Context.withDeadline(ROOT, Instant.MAX, null))
        .isInstanceOf(NullPointerException.class);
  }
}

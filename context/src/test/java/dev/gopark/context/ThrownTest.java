package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gopark.channel.Channel;
import dev.gopark.channel.Select;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is thrown because a context has ended says where, in what, how long and how late. */
class ThrownTest {
  private final FakeEngine engine = new FakeEngine();
  private final Channel<String> silent = Channel.make();

  /** Catches what two calls throw, which must be two. */
  private static Throwable fresh(ThrowingCallable throwing) {
    Throwable one = catchThrowable(throwing);
    Throwable other = catchThrowable(throwing);
    assertThat(one).isNotSameAs(other).isInstanceOf(ContextException.class);
    assertThat(one.getStackTrace()).isNotEmpty();
    return one;
  }

  @Test
  void canceled_eachWay_saysWhatWasGoingOn() {
    CancelContext ctx = Context.withCancel(Context.background());
    ctx.cancel();
    assertThat(fresh(ctx::throwIfDone)).hasMessage("context canceled").hasNoCause();
    assertThat(fresh(() -> ctx.receive(silent)))
        .hasMessage("context canceled while receiving from " + silent);
    assertThat(fresh(() -> ctx.send(silent, "x")))
        .hasMessage("context canceled while sending to " + silent);
    assertThat(fresh(() -> Select.select(silent.onReceive(), ctx.onDone())))
        .hasMessage("context canceled in a select");
    assertThat(fresh(() -> ctx.run(silent::receive)))
        .hasMessage("context canceled before a block under it");
    assertThat(ctx.err()).as("a value").isSameAs(ctx.err()).hasMessage("context canceled");
    assertThat(ctx.err().getStackTrace()).isEmpty();
  }

  @Test
  void canceled_withCause_hasItWithItsTrace() {
    var reason = new IllegalStateException("client went away");
    CancelContext ctx = Context.withCancel(Context.background());
    ctx.cancel(reason);
    Context below = Context.withValue(Context.withCancel(ctx), ContextKey.of("k"), 1);
    assertThat(fresh(below::throwIfDone)).isInstanceOf(CanceledException.class).hasCause(reason);
  }

  @Test
  @DisplayName("a deadline: how long it was, and how long ago it passed")
  void deadline_saysHowLongAndHowLate() {
    Context ctx = DeadlineContext.after(engine, Context.background(), Duration.ofMillis(50), null);
    engine.advance(51_234_567);
    assertThat(fresh(ctx::throwIfDone))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("context deadline exceeded; it was 50 ms, and passed 1.23 ms ago")
        .hasNoCause();
    assertThat(fresh(() -> Context.withCancel(ctx).receive(silent)))
        .hasMessage(
            "context deadline exceeded while receiving from "
                + silent
                + "; it was 50 ms, and passed 1.23 ms ago");
    assertThat(ctx.err()).hasMessage("context deadline exceeded");
  }

  @Test
  void deadline_withCause_hasIt() {
    var budget = new Exception("budget of the request");
    Context ctx =
        DeadlineContext.after(engine, Context.background(), Duration.ofSeconds(2), budget);
    engine.advance(2_000_000_000);
    assertThat(fresh(ctx::throwIfDone))
        .hasCause(budget)
        .hasMessage("context deadline exceeded; it was 2 s, and passed 0 ns ago");
  }

  @Test
  @DisplayName("a context that we did not make, whatever its deadline is or throws")
  void foreign_isThrownWithWhatIsKnown() {
    var reason = new Exception("reason");
    var foreign = new Foreign();
    foreign.end(new DeadlineExceededException(), reason);
    assertThat(fresh(foreign::throwIfDone))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("context deadline exceeded")
        .hasCause(reason);
    var rude =
        new Foreign() {
          @Override
          public java.util.Optional<java.time.Instant> deadline() {
            throw new IllegalStateException("rude");
          }
        };
    rude.end(new DeadlineExceededException(), null);
    assertThatThrownBy(rude::throwIfDone).hasMessage("context deadline exceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1000, 1 us",
    "12345, 12.3 us",
    "200000000, 200 ms",
    "1500000000, 1.5 s",
    "3661000000000, 1h1m1s"
  })
  void text_isReadable(long nanos, String text) {
    assertThat(Thrown.text(nanos)).isEqualTo(text);
  }
}

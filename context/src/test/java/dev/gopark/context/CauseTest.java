package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** X10: the causes table. */
class CauseTest {
  /** The causes: one object each. */
  private enum Why {
    PARENT,
    CHILD,
    SLOW,
    SLOWER;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Exception it = new Exception(name());
  }

  private static final Class<?> CANCELED = CanceledException.class;
  private static final Class<?> LATE = DeadlineExceededException.class;
  private static final Context ROOT = Context.background();

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  @DisplayName("X10 X11 TestCause")
  void cause_table_asInGo(
      String name, Supplier<Context> scene, Class<?> err, Throwable cause, boolean waits) {
    Context ctx = scene.get();
    if (waits) {
      Await.ended(ctx);
    }
    if (err == null) {
      assertThat(ctx.err()).isNull();
      assertThat(ctx.cause()).isNull();
    } else {
      assertThat(ctx.err()).isInstanceOf(err);
      assertThat(ctx.cause()).isSameAs(cause == null ? ctx.err() : cause);
    }
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row("1 background", () -> ROOT, null, null),
        row("2 TODO", Context::todo, null, null),
        row("3 cancel", () -> ended(Context.withCancel(ROOT), null), CANCELED, null),
        row(
            "4 cancel with a cause",
            () -> ended(Context.withCancel(ROOT), Why.PARENT.it),
            CANCELED,
            Why.PARENT.it),
        row(
            "5 cancel with a null cause",
            () -> endedNull(Context.withCancel(ROOT)),
            CANCELED,
            null),
        row(
            "6 parent before child",
            () -> family(Why.PARENT.it, Why.CHILD.it, true),
            CANCELED,
            Why.PARENT.it),
        row(
            "7 parent after child",
            () -> family(Why.PARENT.it, Why.CHILD.it, false),
            CANCELED,
            Why.CHILD.it),
        row(
            "8 parent before child's null",
            () -> family(Why.PARENT.it, null, true),
            CANCELED,
            Why.PARENT.it),
        row(
            "9 parent after child's null",
            () -> family(Why.PARENT.it, null, false),
            CANCELED,
            null),
        row("10 child after parent's null", () -> family(null, Why.CHILD.it, true), CANCELED, null),
        row(
            "11 child before parent's null",
            () -> family(null, Why.CHILD.it, false),
            CANCELED,
            Why.CHILD.it),
        row("12 timeout", () -> Context.withTimeout(ROOT, Duration.ZERO), LATE, null),
        row("13 timeout, cancelled", () -> ended(hour(ROOT, null), null), CANCELED, null),
        row(
            "14 timeout with a cause",
            () -> Context.withTimeout(ROOT, Duration.ZERO, Why.SLOW.it),
            LATE,
            Why.SLOW.it),
        row(
            "15 timeout with a cause, cancelled",
            () -> ended(hour(ROOT, Why.SLOW.it), null),
            CANCELED,
            null),
        row("16 timeout below a timeout, both with causes", CauseTest::stacked, LATE, Why.SLOW.it),
        row(
            "17 below a timeout with a cause, cancelled",
            () -> ended(hour(hour(ROOT, Why.SLOW.it), Why.SLOWER.it), null),
            CANCELED,
            null),
        row("18 withoutCancel", () -> Context.withoutCancel(Context.withCancel(ROOT)), null, null),
        row(
            "19 withoutCancel, cancelled",
            () -> Context.withoutCancel(ended(Context.withCancel(ROOT), Why.PARENT.it)),
            null,
            null),
        row(
            "20 withoutCancel, timed out",
            () -> Context.withoutCancel(Context.withTimeout(ROOT, Duration.ZERO, Why.SLOW.it)),
            null,
            null),
        arguments(
            "21 below a foreign context",
            (Supplier<Context>) CauseTest::belowForeign,
            CANCELED,
            Why.PARENT.it,
            true),
        row(
            "22 below a wrapper",
            () ->
                Context.withCancel(
                    new Foreign.Wrapper(ended(Context.withCancel(ROOT), Why.PARENT.it))),
            CANCELED,
            Why.PARENT.it),
        row(
            "23 deadline with a cause, passed",
            () -> Context.withDeadline(ROOT, Instant.now().minusSeconds(1), Why.SLOW.it),
            LATE,
            Why.SLOW.it),
        row("24 a later deadline's cause does not count", CauseTest::later, LATE, Why.SLOW.it),
        arguments(
            "25 timeout with a cause, in time",
            (Supplier<Context>) () -> Context.withTimeout(ROOT, Duration.ofMillis(5), Why.SLOW.it),
            LATE,
            Why.SLOW.it,
            true));
  }

  private static Arguments row(
      String name, Supplier<Context> scene, Class<?> err, Throwable cause) {
    return arguments(name, scene, err, cause, false);
  }

  private static CancelContext hour(Context parent, Throwable cause) {
    return cause == null
        ? Context.withTimeout(parent, Duration.ofHours(1))
        : Context.withTimeout(parent, Duration.ofHours(1), cause);
  }

  private static Context ended(CancelContext ctx, Throwable cause) {
    if (cause == null) {
      ctx.cancel();
    } else {
      ctx.cancel(cause);
    }
    return ctx;
  }

  private static Context endedNull(CancelContext ctx) {
    ctx.cancel(null);
    return ctx;
  }

  private static Context family(Throwable parentCause, Throwable childCause, boolean parentFirst) {
    CancelContext parent = Context.withCancel(ROOT);
    CancelContext child = Context.withCancel(parent);
    if (parentFirst) {
      parent.cancel(parentCause);
    }
    child.cancel(childCause);
    if (!parentFirst) {
      parent.cancel(parentCause);
    }
    return child;
  }

  private static Context stacked() {
    var engine = new FakeEngine();
    Context above = DeadlineContext.after(engine, ROOT, Duration.ofSeconds(1), Why.SLOW.it);
    Context ctx = DeadlineContext.after(engine, above, Duration.ofSeconds(2), Why.SLOWER.it);
    engine.advance(1_000_000_000L);
    Await.ended(ctx);
    return ctx;
  }

  private static Context later() {
    Context above = Context.withTimeout(ROOT, Duration.ofMillis(5), Why.SLOW.it);
    Context ctx = Context.withTimeout(above, Duration.ofHours(1), Why.SLOWER.it);
    Await.ended(ctx);
    return ctx;
  }

  private static Context belowForeign() {
    var foreign = new Foreign();
    Context ctx = Context.withCancel(foreign);
    foreign.end(new CanceledException(), Why.PARENT.it);
    return ctx;
  }
}

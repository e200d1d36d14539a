package dev.gopark.context;

import dev.gopark.internal.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is thrown because a context has ended: made for each throw, with a stack trace, and with
 * what was going on in its message.
 */
final class Thrown {
  /*
   * err() is one object for everybody, and cheap, since it is polled. What is thrown is read by somebody who wants
   * to know where, in what, for how long and how late. It is of the same class as err(), and its cause is that of
   * the context, unless that is err() itself, which would tell nothing.
   */
  private Thrown() {}

  /**
   * For a context that has ended.
   *
   * @param doing what it ended, after a space: " while receiving from ..."; may be empty
   */
  static ContextException by(Context ctx, String doing) {
    ContextException err = ctx.err();
    if (err == null) {
      throw new IllegalStateException(
          "done() is closed but err() is null: the class of " + ctx + " breaks Context's contract");
    }
    return by(ctx, err, ctx.cause(), doing);
  }

  @SuppressWarnings("ReferenceEquality") // the same exception, not an equal one
  static ContextException by(
      Context ctx, ContextException err, @Nullable Throwable cause, String doing) {
    Throwable why = cause == err ? err.getCause() : cause;
    return err.isTimeout()
        ? new DeadlineExceededException("context deadline exceeded" + doing + times(ctx), why)
        : new CanceledException("context canceled" + doing, why);
  }

  /** How long the deadline was, and how long ago it passed. */
  private static String times(Context ctx) {
    DeadlineContext node = Chain.deadlineNode(ctx);
    if (node != null) {
      return "; it was " + text(node.nanos) + late(node.passed());
    }
    try {
      Instant deadline = ctx.deadline().orElse(null);
      if (deadline == null) {
        return "";
      }
      Instant now = DeadlineContext.engine().instant(NanoClock.SYSTEM.nanoTime());
      return "; it was " + deadline + late(Duration.between(deadline, now).toNanos());
    } catch (RuntimeException e) {
      // A context that we did not make, or a deadline that is not of this world. What is thrown is
      // more important.
      return "";
    }
  }

  private static String late(long nanos) {
    return nanos < 0 ? "" : ", and passed " + text(nanos) + " ago";
  }

  /** A time as people write it, to three digits or so. */
  static String text(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return digits(nanos / 1e3) + " us";
    }
    if (nanos < 1_000_000_000) {
      return digits(nanos / 1e6) + " ms";
    }
    if (nanos < 60_000_000_000L) {
      return digits(nanos / 1e9) + " s";
    }
    Duration rounded = Duration.ofSeconds(nanos / 1_000_000_000);
    return rounded.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  private static String digits(double value) {
    String text =
        String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }
}

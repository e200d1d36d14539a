package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Chosen when no other case could go for a while. */
final class TimeoutCase<R extends @Nullable Object> extends Case<R> {
  final long nanos;
  private final Callable<? extends R> then;

  TimeoutCase(long nanos, Callable<? extends R> then) {
    this.nanos = nanos;
    this.then = then;
  }

  @Override
  R finish(@Nullable Object received) {
    return Callbacks.call(then);
  }

  @Override
  <U extends @Nullable Object> Case<U> followedBy(
      Next<? super R, ? extends U> next, boolean looks) {
    return new TimeoutCase<U>(nanos, () -> next.apply(then.call()));
  }

  @Override
  public String toString() {
    return "timeout of " + Duration.ofNanos(nanos);
  }
}

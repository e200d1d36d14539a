package dev.gopark.channel;

import dev.gopark.internal.Callbacks;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Chosen when no other case can go: Go's default. */
final class OtherwiseCase<R extends @Nullable Object> extends Case<R> {
  private final Callable<? extends R> then;

  OtherwiseCase(Callable<? extends R> then) {
    this.then = then;
  }

  @Override
  R finish(@Nullable Object received) {
    return Callbacks.call(then);
  }

  @Override
  <U extends @Nullable Object> Case<U> followedBy(
      Next<? super R, ? extends U> next, boolean looks) {
    return new OtherwiseCase<U>(() -> next.apply(then.call()));
  }

  @Override
  public String toString() {
    return "otherwise";
  }
}

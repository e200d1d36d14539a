package dev.gopark.context;

import dev.gopark.channel.ReceiveChannel;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One value on top of its parent. */
final class ValueContext implements Context {
  final Context parent;
  final ContextKey<?> key;
  final @Nullable Object value;

  /** The nearest context above that is not of this class: whom everything but values is asked. */
  final Context base;

  ValueContext(Context parent, ContextKey<?> key, @Nullable Object value) {
    this.parent = parent;
    this.key = key;
    this.value = value;
    this.base = parent instanceof ValueContext above ? above.base : parent;
  }

  @Override
  public ReceiveChannel<Void> done() {
    return base.done();
  }

  @Override
  public @Nullable ContextException err() {
    return base.err();
  }

  @Override
  public @Nullable Throwable cause() {
    return base.cause();
  }

  @Override
  public Optional<Instant> deadline() {
    return base.deadline();
  }

  @Override
  public <T> @Nullable T value(ContextKey<T> key) {
    return Chain.value(this, key);
  }

  @Override
  public String toString() {
    return Chain.name(this);
  }
}

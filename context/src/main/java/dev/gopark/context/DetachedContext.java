package dev.gopark.context;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of its parent and nothing else of it. */
final class DetachedContext implements Context {
  final Context parent;

  DetachedContext(Context parent) {
    this.parent = parent;
  }

  @Override
  public ReceiveChannel<Void> done() {
    return Channel.never();
  }

  @Override
  public @Nullable ContextException err() {
    return null;
  }

  @Override
  public @Nullable Throwable cause() {
    return null;
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
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

package dev.gopark.context;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root of a chain: never ends, has no deadline, carries nothing. */
final class EmptyContext implements Context {
  static final EmptyContext BACKGROUND = new EmptyContext("context.Background");
  static final EmptyContext TODO = new EmptyContext("context.TODO");

  private final String name;

  private EmptyContext(String name) {
    this.name = name;
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
    Objects.requireNonNull(key, "key");
    return null;
  }

  @Override
  public String toString() {
    return name;
  }
}

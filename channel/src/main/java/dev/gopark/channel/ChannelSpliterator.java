package dev.gopark.channel;

import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An iterator as a spliterator that is never split, so that nothing is received before it is asked
 * for.
 */
record ChannelSpliterator<T>(Iterator<T> elements) implements Spliterator<T> {
  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    if (!elements.hasNext()) {
      return false;
    }
    action.accept(elements.next());
    return true;
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    return null;
  }

  @Override
  public long estimateSize() {
    return Long.MAX_VALUE;
  }

  @Override
  public int characteristics() {
    return ORDERED | NONNULL;
  }
}

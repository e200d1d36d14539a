package dev.gopark.channel;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Receives one element ahead when asked whether there is one. */
final class ChannelIterator<T> implements Iterator<T> {
  private final ReceiveChannel<T> channel;
  private @Nullable T ahead;
  private boolean ended;

  ChannelIterator(ReceiveChannel<T> channel) {
    this.channel = channel;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      try {
        ahead = channel.receive();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted while receiving from " + channel);
        cancelled.initCause(e);
        throw cancelled;
      }
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public T next() {
    T value = hasNext() ? ahead : null;
    if (value == null) {
      throw new NoSuchElementException("closed and drained: " + channel);
    }
    ahead = null;
    return value;
  }
}

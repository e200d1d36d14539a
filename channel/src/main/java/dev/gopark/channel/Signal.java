package dev.gopark.channel;

/**
 * The element of a channel that only signals: Go's {@code struct{}{}} in a {@code chan struct{}}.
 *
 * {@snippet lang = java :
 * Channel<Signal> changed = Channel.make(1); // room for one: until it is taken, others are merged with it
 * changed.trySend(Signal.SIGNAL);
 * }
 *
 * <p>A channel that is only ever closed needs no element: {@code Channel<Void>} will do.
 */
public enum Signal {
  /** The one value. */
  SIGNAL
}

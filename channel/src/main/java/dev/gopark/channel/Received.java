package dev.gopark.channel;

import java.util.Objects;

/**
 * What a receive that need not succeed found: an element, nothing yet, or the end.
 *
 * {@snippet lang = java :
 * switch (channel.tryReceive()) {
 *   case Received.Value<String>(String text) -> System.out.println(text);
 *   case Received.Empty<String>() -> System.out.println("nothing yet");
 *   case Received.Closed<String>() -> System.out.println("the end");
 * }
 * }
 *
 * @param <T> the type of the elements
 */
public sealed interface Received<T> {
  /**
   * An element was received.
   *
   * @param value the element, never null
   * @param <T> its type
   */
  record Value<T>(T value) implements Received<T> {
    /** Refuses null. */
    public Value {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * Nothing could be received now, or in time. The channel may yet give something.
   *
   * @param <T> the type of the elements
   */
  record Empty<T>() implements Received<T> {
    static final Empty<?> INSTANCE = new Empty<>();
  }

  /**
   * The channel is closed and drained: nothing will ever be received from it again.
   *
   * @param <T> the type of the elements
   */
  record Closed<T>() implements Received<T> {
    static final Closed<?> INSTANCE = new Closed<>();
  }
}

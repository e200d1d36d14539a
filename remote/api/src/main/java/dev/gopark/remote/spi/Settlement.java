package dev.gopark.remote.spi;

import java.time.Duration;

/** What becomes of a delivery. */
public sealed interface Settlement {
  /**
   * The delivery.
   *
   * @return the element and which of its deliveries
   */
  Held held();

  /**
   * Done: the element leaves the channel.
   *
   * @param held the delivery
   */
  record Ack(Held held) implements Settlement {}

  /**
   * Not done: to be delivered again.
   *
   * @param held the delivery
   * @param delay not before this time has passed
   */
  record Nack(Held held, Duration delay) implements Settlement {}

  /**
   * Not even tried: to be delivered again at once, and this delivery does not count as an attempt
   * where the server can have that.
   *
   * @param held the delivery
   */
  record GiveBack(Held held) implements Settlement {}

  /**
   * Never to be delivered again: the element goes to the dead letters.
   *
   * @param held the delivery
   * @param reason why
   */
  record Reject(Held held, String reason) implements Settlement {}
}

package dev.gopark.remote;

/**
 * How a sender sends. All senders of a channel should agree on its capacity: each enforces its own.
 *
 * @param capacity how many elements may be in the channel, unread and unacknowledged together, at
 *     least 1
 * @param maxPayload how many bytes an encoded value may have, headers not counted, from 1 to 64 MiB
 */
public record SendOptions(int capacity, int maxPayload) {
  private static final int LIMIT = 64 << 20;
  private static final SendOptions DEFAULTS = new SendOptions(1024, 1 << 20);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public SendOptions {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity must be at least 1, not "
              + capacity
              + ": a remote channel is never unbuffered");
    }
    if (maxPayload < 1 || maxPayload > LIMIT) {
      throw new IllegalArgumentException(
          "maxPayload must be from 1 to " + LIMIT + " bytes, not " + maxPayload);
    }
  }

  /**
   * A capacity of 1024 elements of up to 1 MiB.
   *
   * @return the options
   */
  public static SendOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options with another capacity.
   *
   * @param capacity in elements
   * @return new options
   */
  public SendOptions withCapacity(int capacity) {
    return new SendOptions(capacity, maxPayload);
  }

  /**
   * These options with another limit for payloads.
   *
   * @param maxPayload in bytes
   * @return new options
   */
  public SendOptions withMaxPayload(int maxPayload) {
    return new SendOptions(capacity, maxPayload);
  }
}

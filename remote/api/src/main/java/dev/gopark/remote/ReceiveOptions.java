package dev.gopark.remote;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a receiver receives. All receivers of a channel should agree on lease and delivery limit.
 *
 * @param prefetch the capacity of the local channel, from 1 to 10,000: so many elements, and one
 *     more, may wait in this process while others have nothing to do
 * @param lease how long an element stays this receiver's after the process was last heard of; from
 *     100 milliseconds to a day. It is renewed while somebody holds the delivery
 * @param deliveryLimit after so many deliveries without an ack an element becomes a dead letter; 0:
 *     never
 * @param drain how long {@link RemoteReceiver#close} waits for handlers
 * @param retryDelay the delay with which {@link Delivery#close} hands back what is not settled
 * @param consumer a name that no other live receiver of the channel has, and that stays the same
 *     when the process is restarted: what the former process had is taken over at once then, and
 *     not after a lease; null: a random one
 * @param inOrder whether this receiver is the only one of its channel, and takes over at once, in
 *     order and before anything new, whatever any other had: for {@link Sharded}
 */
public record ReceiveOptions(
    int prefetch,
    Duration lease,
    int deliveryLimit,
    Duration drain,
    Duration retryDelay,
    @Nullable String consumer,
    boolean inOrder) {
  private static final Duration MIN_LEASE = Duration.ofMillis(100);
  private static final Duration MAX_LEASE = Duration.ofDays(1);
  private static final int MAX_PREFETCH = 10_000;
  private static final ReceiveOptions DEFAULTS =
      new ReceiveOptions(
          16,
          Duration.ofSeconds(30),
          5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          null,
          false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   * @throws NullPointerException if a duration is null
   */
  public ReceiveOptions {
    if (prefetch < 1 || prefetch > MAX_PREFETCH) {
      throw new IllegalArgumentException(
          "prefetch must be from 1 to " + MAX_PREFETCH + ", not " + prefetch);
    }
    Objects.requireNonNull(lease, "lease");
    if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease must be from 100 ms to a day, not "
              + lease
              + ": it must outlast a pause of the garbage collector and of the network");
    }
    if (deliveryLimit < 0) {
      throw new IllegalArgumentException(
          "deliveryLimit must be positive, or 0 for none, not " + deliveryLimit);
    }
    if (Objects.requireNonNull(drain, "drain").isNegative()) {
      throw new IllegalArgumentException("drain must not be negative: " + drain);
    }
    if (Objects.requireNonNull(retryDelay, "retryDelay").isNegative()) {
      throw new IllegalArgumentException("retryDelay must not be negative: " + retryDelay);
    }
    if (consumer != null) {
      Names.check("consumer", consumer);
    }
  }

  /**
   * A prefetch of 16, a lease of 30 seconds, 5 deliveries, 10 seconds to drain, a second before a
   * retry, a random name.
   *
   * @return the options
   */
  public static ReceiveOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options with another prefetch.
   *
   * @param prefetch in elements
   * @return new options
   */
  public ReceiveOptions withPrefetch(int prefetch) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  /**
   * These options with another lease.
   *
   * @param lease how long
   * @return new options
   */
  public ReceiveOptions withLease(Duration lease) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  /**
   * These options with another limit of deliveries.
   *
   * @param deliveryLimit how many; 0: no limit
   * @return new options
   */
  public ReceiveOptions withDeliveryLimit(int deliveryLimit) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  /**
   * These options with another time to drain.
   *
   * @param drain how long
   * @return new options
   */
  public ReceiveOptions withDrain(Duration drain) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  /**
   * These options with another delay before a retry.
   *
   * @param retryDelay how long
   * @return new options
   */
  public ReceiveOptions withRetryDelay(Duration retryDelay) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  /**
   * These options with a name for the consumer.
   *
   * @param consumer the name
   * @return new options
   */
  public ReceiveOptions withConsumer(String consumer) {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, inOrder);
  }

  ReceiveOptions withInOrder() {
    return new ReceiveOptions(prefetch, lease, deliveryLimit, drain, retryDelay, consumer, true);
  }
}

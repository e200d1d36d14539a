package dev.gopark.remote.spi;

import java.util.List;

/**
 * What one fetch has brought.
 *
 * @param elements new deliveries, in the server's order; may be empty
 * @param drained whether the channel is closed and nothing is left in it, not even unacknowledged
 * @param vanished how many elements were found to have been removed from the server by somebody
 *     else before they were acknowledged
 * @param buried how many elements were moved to the dead letters, their deliveries being used up
 */
public record Fetched(List<Incoming> elements, boolean drained, int vanished, int buried) {
  /** Nothing. */
  public static final Fetched NOTHING = new Fetched(List.of(), false, 0, 0);
}

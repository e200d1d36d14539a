package dev.gopark.remote.spi;

/**
 * A delivery that this consumer has and has not settled.
 *
 * @param id the element
 * @param attempt which of its deliveries: what makes an older one of the same element stale
 */
public record Held(String id, int attempt) {}

package dev.gopark.remote.spi;

import java.time.Instant;
import java.util.Map;

/**
 * An element that the server has given to this consumer, under a lease.
 *
 * @param id the server's name for the element, the same in all its deliveries
 * @param attempt which delivery this is, from 1 on
 * @param sent when the server stored it, by the server's clock
 * @param payload the encoded value
 * @param headers what travels with it
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Incoming(
    String id, int attempt, Instant sent, byte[] payload, Map<String, String> headers) {}

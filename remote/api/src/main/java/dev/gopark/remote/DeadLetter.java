package dev.gopark.remote;

import java.util.Map;

/**
 * An element that will not be delivered any more: rejected, not decodable, or delivered too often.
 *
 * @param letter the server's name for the dead letter
 * @param id the server's name for the element
 * @param attempts how often it was delivered
 * @param reason why it is dead
 * @param payload the encoded value, byte for byte as it was sent
 * @param headers what travelled with it
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record DeadLetter(
    String letter,
    String id,
    int attempts,
    String reason,
    byte[] payload,
    Map<String, String> headers) {}

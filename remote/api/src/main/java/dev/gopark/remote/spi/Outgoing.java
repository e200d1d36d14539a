package dev.gopark.remote.spi;

import java.util.Map;

/**
 * An element on its way to the server.
 *
 * @param payload the encoded value; nobody changes it any more
 * @param headers what travels with it
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Outgoing(byte[] payload, Map<String, String> headers) {}

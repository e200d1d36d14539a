package dev.gopark.remote;

/**
 * What a sender has done since it was made.
 *
 * @param sent elements that the server has stored
 * @param requests requests that the server has answered; {@code sent / requests} is how many travel
 *     together
 * @param failures requests that were not answered, or could not be made, and were made again
 * @param full how often the channel was found to be full
 */
public record SenderStats(long sent, long requests, long failures, long full) {}

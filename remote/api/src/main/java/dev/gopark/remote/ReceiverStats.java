package dev.gopark.remote;

/**
 * What a receiver has done and seen since it was made.
 *
 * @param delivered deliveries that were put into the local channel
 * @param redelivered those of them that were not an element's first
 * @param acked acks that the server has confirmed
 * @param handedBack deliveries that nobody had taken when the receiver was closed
 * @param leasesLost deliveries whose lease was found to be another's: the work may be done twice
 * @param failures requests that were not answered, or could not be made, and were made again
 * @param vanished elements that somebody else removed from the server before they were acknowledged
 * @param buried elements that this receiver moved to the dead letters
 */
public record ReceiverStats(
    long delivered,
    long redelivered,
    long acked,
    long handedBack,
    long leasesLost,
    long failures,
    long vanished,
    long buried) {}

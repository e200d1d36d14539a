/**
 * What an engine implements to carry remote channels over a server of its kind. For authors of
 * engines; everybody else uses {@link dev.gopark.remote}.
 *
 * <p>The division: an engine knows the server, its commands and its errors. It starts no threads,
 * retries nothing and never waits for longer than it is told. Goroutines, retries, leases that are
 * renewed, batches, local channels and the ends of all of them are {@code dev.gopark.remote}'s,
 * once for all engines.
 *
 * <p>Reading order: {@code LinkException}, {@code Outgoing}, {@code SendLink}, {@code Incoming},
 * {@code Held}, {@code Fetched}, {@code Settlement}, {@code ReceiveLink}, {@code Engine}.
 */
package dev.gopark.remote.spi;

/**
 * Goroutines for Java: {@link dev.gopark.Go} starts them, {@link dev.gopark.Task} is what they run,
 * {@link dev.gopark.Defer} what runs when a block ends.
 *
 * <p>Channels and select are in {@code dev.gopark.channel} (module {@code gopark.channel}).
 *
 * <p>Reading order: {@code Task}, {@code Cancellation}, {@code JdkSpawner}, {@code Spawners},
 * {@code Go}; {@code Defer}.
 */
package dev.gopark;

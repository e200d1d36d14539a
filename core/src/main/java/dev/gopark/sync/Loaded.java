package dev.gopark.sync;

/**
 * What {@link SyncMap#loadOrStore} found or put there.
 *
 * @param value the value that is in the map
 * @param loaded whether it was there before
 * @param <V> the type of the value
 */
public record Loaded<V>(V value, boolean loaded) {}

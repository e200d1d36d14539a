/**
 * Variables that threads share without a lock: Go's {@code sync/atomic}.
 *
 * <p>All operations are sequentially consistent. {@code add} returns the new value, {@code and} and
 * {@code or} return the old one, as in Go.
 *
 * <p>Reading order: {@code AtomicInt32}, {@code AtomicInt64}, {@code AtomicUint32}, {@code
 * AtomicUint64}, {@code AtomicBool}; {@code AtomicPointer}, {@code AtomicValue}; for hot counters
 * {@code PaddedInt64}, {@code StripedInt64}.
 */
package dev.gopark.atomic;

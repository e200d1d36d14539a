/**
 * What gopark's modules are built from. Not for users: exported to gopark's own modules only.
 *
 * <p>Reading order: {@code NanoClock}, {@code Seeds}, {@code Simulator}; {@code Deadline}, {@code
 * EventSource}; {@code SpinLock}; {@code WaitReason}, {@code WaitNode}, {@code WaitQueue}, {@code
 * Waiter}; {@code Sema}; {@code GoexitSignal}, {@code Goroutine}, {@code TaskGoroutine}, {@code
 * Spawner}; {@code Callbacks}.
 */
package dev.gopark.internal;

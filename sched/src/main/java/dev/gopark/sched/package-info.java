/**
 * The GMP scheduler: virtual threads (G) run on platform threads (M) that hold one of a few
 * processors (P).
 *
 * <p>{@link dev.gopark.sched.Scheduler} is all that users see.
 *
 * <p>Reading order: {@code VirtualThreads}; {@code Scheduled}, {@code Registry}, {@code Lifetimes};
 * {@code RunQueue}, {@code GlobalQueue}, {@code StealOrder}; {@code Processor}, {@code IdleSet},
 * {@code Machine}, {@code FindRunnable}; {@code Processors}, {@code LimitNotice}, {@code Machines},
 * {@code ThreadProbe}, {@code Watch}, {@code Sysmon}, {@code Shutdown}, {@code Kernel}; {@code
 * SelfTest}, {@code Support}, {@code Stats}, {@code Dump}, {@code Scheduler}, {@code GmpSpawner}.
 */
package dev.gopark.sched;

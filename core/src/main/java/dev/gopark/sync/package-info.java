/**
 * What goroutines wait for beside channels: Go's {@code sync}, and of {@code golang.org/x} the
 * semaphore, singleflight and rate.
 *
 * <p>Everything here works alike on goroutines and platform threads, can be interrupted and timed,
 * and shows in a dump what it waits for. Misuse throws {@link IllegalStateException} and changes
 * nothing.
 *
 * <p>Reading order: {@code Parked}; {@code Locker}, {@code Held}, {@code Mutex}, {@code RWMutex},
 * {@code ReadLocker}, {@code Cond}; {@code LockView}, {@code ReadWriteView}, {@code ConditionView};
 * {@code WaitGroup}; {@code Leaving}, {@code Once}, {@code OnceValue}; {@code Semaphore}, {@code
 * Flight}, {@code SingleFlight}; {@code KeyRun}, {@code SyncMap}; {@code PoolStripe}, {@code Pool};
 * {@code TokenBucket}, {@code RateLimiter}, {@code Sometimes}.
 */
package dev.gopark.sync;

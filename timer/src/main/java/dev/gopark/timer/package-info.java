/**
 * Timers: tasks that start later, on 4-ary heaps or on a timing wheel, and a clock for tests.
 *
 * <p>Reading order: {@code TimerTask}, {@code TimerService}, {@code Timers}; {@code QueuedAlarm},
 * {@code TimerQueue}, {@code TimerHeap}, {@code TimerShard}, {@code TimerThread}, {@code
 * WallClock}, {@code SystemEngine}; {@code SingleTimer}, {@code RepeatingTimer}, {@code
 * EngineTimers}; {@code ManualClock}.
 */
package dev.gopark.timer;

package dev.gopark.channel.internal;

import dev.gopark.internal.Waiter;

/**
 * A channel whose end can be watched without a thread: what the context module needs for the done
 * channels of contexts that it did not make.
 *
 * <p>A watcher is a waiter that overrides {@link Waiter#wake()} and has no thread. It stands among
 * the waiting receivers like any other, so it takes an element if one is sent: watch channels only
 * that carry none.
 */
public interface Watchable {
  /**
   * Adds a watcher, whose {@link Waiter#wake()} is called once, without a lock, by whoever closes
   * the channel.
   *
   * @param watcher a waiter that is in no queue
   * @return whether it was added; false if a receive would not have to wait, so that there is
   *     nothing to watch for
   */
  boolean watch(Waiter watcher);

  /**
   * Takes a watcher out, in constant time. Does nothing if it has been woken, or is about to be.
   *
   * @param watcher a waiter that was added to this channel
   */
  void unwatch(Waiter watcher);

  /**
   * Closes the channel unless somebody holds its lock at this instant: for a thread that must not
   * wait.
   *
   * @return whether the channel is closed now, by this call or an earlier one
   */
  boolean closeIfFree();
}

package dev.gopark.context;

/** A child that is an action rather than a context: what is done once when the owner ends. */
abstract class Leaf extends Child {
  /**
   * The owner has ended: decides whether there is anything to do. Called once, under the owner's
   * lock.
   *
   * @return whether {@link #fire()} is to be called
   */
  abstract boolean claim();

  /** Does it. Called without a lock, when everything below the cancelled context has ended. */
  abstract void fire();
}

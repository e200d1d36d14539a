package dev.gopark.remote.kit;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who has accepted what, and how often it was acknowledged: every accepted element at least once,
 * and twice only for a cause that the test names.
 */
public final class Ledger {
  private final String what;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> acked = new ConcurrentHashMap<>();

  public Ledger(String what) {
    this.what = what;
  }

  /** A send has returned. */
  public void accepted(String element) {
    if (!accepted.add(element)) {
      throw new AssertionError(element + " was sent twice by the test itself");
    }
  }

  /** An ack has returned true. */
  public void acked(String element) {
    acked.merge(element, 1, Integer::sum);
  }

  public int acceptedCount() {
    return accepted.size();
  }

  /** How many of the accepted ones have been acknowledged. */
  public int ackedCount() {
    return (int) accepted.stream().filter(acked::containsKey).count();
  }

  public Set<String> missing() {
    var missing = new TreeSet<>(accepted);
    missing.removeAll(acked.keySet());
    return missing;
  }

  public int twice() {
    return (int) acked.values().stream().filter(n -> n > 1).count();
  }

  /** Waits until all that was accepted is acknowledged. */
  public void awaitAll() {
    Await.until(what + ": all acknowledged", () -> missing().isEmpty());
  }

  /**
   * Prints the count, and fails if something is missing, or was acknowledged twice more often than
   * the cause explains.
   */
  public void check(String cause, int twiceAtMost) {
    System.out.printf(
        "%s: accepted %d, acked %d, twice %d (%s)%n",
        what, acceptedCount(), ackedCount(), twice(), twiceAtMost == 0 ? "no cause" : cause);
    if (!missing().isEmpty()) {
      throw new AssertionError(what + ": never acknowledged: " + missing());
    }
    if (twice() > twiceAtMost) {
      throw new AssertionError(
          what + ": " + twice() + " twice, but " + cause + " explains " + twiceAtMost + " at most");
    }
  }
}

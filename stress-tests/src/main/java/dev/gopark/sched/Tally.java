package dev.gopark.sched;

import org.jspecify.annotations.Nullable;

/**
 * Three goroutines that only stand in queues, and how often each came out by the hands of one
 * actor.
 */
final class Tally {
  static final Scheduled A = new Scheduled(null, () -> {}, null);
  static final Scheduled B = new Scheduled(null, () -> {}, null);
  static final Scheduled C = new Scheduled(null, () -> {}, null);

  int a;
  int b;
  int c;

  void count(@Nullable Scheduled goroutine) {
    if (goroutine == A) {
      a++;
    } else if (goroutine == B) {
      b++;
    } else if (goroutine == C) {
      c++;
    } else if (goroutine != null) {
      throw new AssertionError("unknown: " + goroutine);
    }
  }

  /** Takes out all that is left. Owner only. */
  void countAll(RunQueue ring) {
    for (Scheduled g; (g = ring.take()) != null; ) {
      count(g);
    }
    ring.checkInvariants();
  }

  void countAll(GlobalQueue global) {
    for (Scheduled g; (g = global.take()) != null; ) {
      count(g);
    }
    global.checkInvariants();
  }

  void countAll(Processor processor) {
    for (Scheduled g; (g = processor.next()) != null; ) {
      count(g);
    }
    processor.ring.checkInvariants();
  }
}

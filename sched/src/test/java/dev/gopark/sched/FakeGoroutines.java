package dev.gopark.sched;

/** Goroutines that only stand in queues. */
final class FakeGoroutines {
  private FakeGoroutines() {}

  static Scheduled one() {
    return new Scheduled(null, () -> {}, null);
  }

  static Scheduled[] some(int n) {
    var made = new Scheduled[n];
    for (int i = 0; i < n; i++) {
      made[i] = one();
    }
    return made;
  }
}

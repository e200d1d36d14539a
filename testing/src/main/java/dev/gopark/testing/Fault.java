package dev.gopark.testing;

/**
 * Something that goes wrong at a moment that the seed chooses, a few times in a run at most. What a
 * fault throws, or an interrupt that it sends, may end the goroutine that it hits, and that alone
 * does not fail the run: what the others are left with may.
 */
public enum Fault {
  /** Time goes forward, by up to a second, though goroutines could run: as on a busy machine. */
  CLOCK_JUMP(0),
  /** A goroutine that could run does not, until nobody else can, and perhaps some time longer. */
  SLOW_GOROUTINE(1),
  /** A goroutine is interrupted, not the program's own. */
  INTERRUPT(2),
  /** The thread of a goroutine cannot be started: {@code Go.go} throws an OutOfMemoryError. */
  FAILED_START(3),
  /** An allocation of gopark's own code throws an OutOfMemoryError. With the agent only. */
  OUT_OF_MEMORY(4),
  /** A callback throws an unchecked exception before it does anything. With the agent only. */
  CALLBACK_THROWS(5),
  /** A context that the program can cancel is cancelled. With the agent only. */
  CANCEL(6),
  /** A channel is closed. With the agent only. */
  CLOSE(7);

  /** In decisions and replay strings: never changes. */
  final int number;

  Fault(int number) {
    this.number = number;
  }

  /** Whether code has to be woven for it. */
  boolean needsAgent() {
    return number >= OUT_OF_MEMORY.number;
  }
}

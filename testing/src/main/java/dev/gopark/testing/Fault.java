package dev.gopark.testing;

/** Something that goes wrong at a moment that the seed chooses. */
enum Fault {
  /** Time goes forward, by up to a second, though goroutines could run: as on a busy machine. */
  CLOCK_JUMP(0),
  /** A goroutine that could run does not, until time has gone forward or nobody else can run. */
  SLOW_GOROUTINE(1),
  /** A goroutine is interrupted while it waits or runs. */
  INTERRUPT(2),
  /** The thread of a goroutine cannot be started: {@code Go.go} throws an OutOfMemoryError. */
  FAILED_START(3),
  /** An allocation of gopark's own code throws an OutOfMemoryError. With the agent only. */
  OUT_OF_MEMORY(4),
  /** A method of gopark's own code finds the stack full. With the agent only. */
  STACK_OVERFLOW(5);

  /** In decisions and replay strings: never changes. */
  final int number;

  Fault(int number) {
    this.number = number;
  }
}

package dev.gopark.bench

/**
 * Work that a goroutine does between two operations, the same for everybody: divisions each of which needs the
 * result of the one before. `localWork` of the Go twins is the same, to the constant.
 */
object LocalWork {
  /** Not final, so that no compiler turns the division into a multiplication. */
  @JvmField var divisor = 7

  /** Divides so many times. */
  @JvmStatic
  fun run(units: Int) {
    val by = divisor
    var x = units
    for (i in 0 until units) {
      x = (x + 1_000_003) / by
    }
    check(x >= 0) // never fails, and no compiler knows it
  }
}

package dev.gopark.internal;

/**
 * Finds out whether the stack of the current thread suffices for a step that must not be left half
 * done, before it begins.
 */
public final class StackReserve {
  /** Some kilobytes: each level has a frame, however the method is compiled. */
  private static final int LEVELS = 128;

  private StackReserve() {}

  /**
   * Throws if there is not enough stack left for some calls of small methods. Takes about a tenth
   * of a microsecond: for paths that are slow anyway.
   *
   * @throws StackOverflowError with nothing changed
   */
  public static void check() {
    int deepest = descend(LEVELS);
    assert deepest == LEVELS;
  }

  private static int descend(int levels) {
    return levels == 0 ? 0 : descend(levels - 1) + 1;
  }
}

package dev.gopark.channel;

/**
 * Where {@link FaultyClasses} sends a thread before each step that may fail. Loaded by it, so that
 * each of its loaders has one.
 */
public final class Fault {
  private static volatile Thread victim;

  // Of the victim only.
  private static int left;
  private static String struck;

  private Fault() {}

  /** From now on the current thread's n-th step from now fails, the first being 0. */
  static void strike(int n) {
    left = n;
    struck = null;
    victim = Thread.currentThread();
  }

  /** Ends that: where it struck, null if it had fewer steps. */
  static String end() {
    victim = null;
    return struck;
  }

  /**
   * A step that may fail.
   *
   * @param site where it is
   */
  public static void point(String site) {
    if (victim == Thread.currentThread() && left-- == 0) {
      struck = site;
      throw new OutOfMemoryError("injected before " + site);
    }
  }
}

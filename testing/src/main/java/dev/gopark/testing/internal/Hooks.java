package dev.gopark.testing.internal;

/** What woven code calls. */
public final class Hooks {
  private static volatile boolean woven;

  private Hooks() {}

  /** The agent has begun to weave. */
  public static void weaving() {
    woven = true;
  }

  /**
   * Whether the agent is there.
   *
   * @return whether classes are woven in this JVM
   */
  public static boolean isWoven() {
    return woven;
  }
}

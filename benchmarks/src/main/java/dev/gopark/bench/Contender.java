package dev.gopark.bench;

/**
 * Somebody who does the work of a scenario.
 *
 * @param name {@code gopark}, which is ours, a form of ours such as {@code goparkTry}, a rival, or
 *     {@code Go}
 * @param scheduler who runs the goroutines: {@link #JDK}, {@link #GMP}, or {@link #GO}
 */
record Contender(String name, String scheduler) {
  static final String JDK = "jdk";
  static final String GMP = "gmp";
  static final String GO = "go";

  static final Contender GO_TWIN = new Contender("Go", GO);

  static Contender ours(String scheduler) {
    return new Contender("gopark", scheduler);
  }

  boolean isGo() {
    return scheduler.equals(GO);
  }

  /** Whether it is ours or a form of ours, and so nobody's rival. */
  boolean isOurs() {
    return name.startsWith("gopark");
  }

  /** How documents name it; the scheduler is said where goroutines take part and it is ours. */
  String label(ScenarioInfo scenario) {
    if (!isOurs() || !scenario.goroutines()) {
      return name;
    }
    return name + (scheduler.equals(GMP) ? " on GMP" : " on the JDK's");
  }

  @Override
  public String toString() {
    return isGo() ? name : name + "/" + scheduler;
  }
}

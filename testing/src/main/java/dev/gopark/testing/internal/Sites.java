package dev.gopark.testing.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of the points that the agent has woven in. The number of a point is a hash of its name, so
 * it is the same in each JVM that has the same classes.
 */
public final class Sites {
  /** The point of a loop that spins. */
  public static final int SPIN = 1;

  private static final Map<Integer, String> NAMES = new ConcurrentHashMap<>();

  private Sites() {}

  /**
   * The number of a point.
   *
   * @param name class, method, line and place among the method's instructions
   * @return its number
   */
  public static int number(String name) {
    int number = name.hashCode();
    while (true) {
      String known = NAMES.putIfAbsent(number, name);
      if (number != SPIN && (known == null || known.equals(name))) {
        return number;
      }
      number++;
    }
  }

  /**
   * The name of a point.
   *
   * @param number its number
   * @return its name
   */
  public static String name(int number) {
    return number == SPIN ? "a spin" : NAMES.getOrDefault(number, "?" + number);
  }
}

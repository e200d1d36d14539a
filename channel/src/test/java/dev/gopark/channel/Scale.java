package dev.gopark.channel;

/**
 * How often the repeating tests repeat: the system property {@code gopark.test.scale} multiplies,
 * default 1.
 */
final class Scale {
  private static final double FACTOR =
      Double.parseDouble(System.getProperty("gopark.test.scale", "1"));

  private Scale() {}

  static int of(int count) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(count * FACTOR)));
  }
}

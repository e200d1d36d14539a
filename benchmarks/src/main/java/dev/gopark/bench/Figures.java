package dev.gopark.bench;

import java.util.Locale;

/** How figures are printed: three digits that count, never more precise than they are. */
final class Figures {
  private Figures() {}

  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, value >= 10 ? "%.0f" : value < 0.1 ? "%.3f" : "%.2f", value);
  }
}

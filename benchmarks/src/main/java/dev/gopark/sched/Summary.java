package dev.gopark.sched;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Medians of the rows that {@link SchedulerFigures} and its Go twin print, as a Markdown table. */
final class Summary {
  private Summary() {}

  private record Key(String scenario, String procs, String metric, String unit) {}

  static String of(Path file) throws IOException {
    Map<Key, Map<String, List<Double>>> values = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] row = line.split(",", -1);
      if (row.length == 7 && !row[0].equals("scenario")) {
        values
            .computeIfAbsent(new Key(row[0], row[2], row[4], row[6]), k -> new HashMap<>())
            .computeIfAbsent(row[1], k -> new ArrayList<>())
            .add(Double.valueOf(row[5]));
      }
    }
    var table = new StringBuilder();
    table.append(
        "| scenario | procs | metric | unit | JDK | gopark | Go | gopark/JDK | gopark/Go |\n");
    table.append("|---|---:|---|---|---:|---:|---:|---:|---:|\n");
    values.forEach((key, by) -> {
      double jdk = median(by.get("jdk"));
      double ours = median(by.get("gmp"));
      double go = median(by.get("go"));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
              key.scenario,
              key.procs,
              key.metric,
              key.unit,
              number(jdk),
              number(ours),
              number(go),
              ratio(ours, jdk),
              ratio(ours, go)));
    });
    return table.toString();
  }

  private static double median(List<Double> values) {
    if (values == null) {
      return Double.NaN;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return Arrays.stream(sorted, (n - 1) / 2, n / 2 + 1).average().orElseThrow();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    String pattern = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 1 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, pattern, value);
  }

  private static String ratio(double value, double of) {
    return Double.isNaN(value) || Double.isNaN(of) || of == 0
        ? ""
        : String.format(Locale.ROOT, "%.2f", value / of);
  }
}

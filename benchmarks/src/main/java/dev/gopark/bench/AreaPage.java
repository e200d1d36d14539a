package dev.gopark.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of one area with all its rows: docs/benchmarks/channel.md and so on. */
final class AreaPage {
  private final Group group;
  private final List<Row> rows;
  private final Map<String, String> charts;
  private final StringBuilder text = new StringBuilder();

  AreaPage(Group group, List<Row> rows, Map<String, String> charts) {
    this.group = group;
    this.rows = rows.stream().filter(row -> row.scenario().group() == group).toList();
    this.charts = charts;
  }

  static String file(Group group) {
    return group.name().toLowerCase(Locale.ROOT) + ".md";
  }

  static String name(Group group) {
    return group.name().charAt(0) + group.name().substring(1).toLowerCase(Locale.ROOT);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    if (text.isEmpty()) {
      line("# Benchmarks: " + name(group).toLowerCase(Locale.ROOT));
      line("");
      line(
          "All rows of one area, written by `benchmarks.jar report`. The summary, and on what machine this was");
      line("measured: [benchmarks.md](../benchmarks.md).");
      line("");
      line(
          "P is the number of processors that goroutines may use: of the scheduler, ours or the JDK's, of GOMAXPROCS, of");
      line(
          "kotlinx's dispatcher; in scenarios that run in parallel, of threads. Times are medians in nanoseconds an operation, in");
      line(
          "round brackets the least and the most, in square brackets the processor time of the whole process; the fastest is bold. A ratio");
      line(
          "is our time divided by theirs: below 1 we are ahead. Where goroutines take part ours is then gopark on GMP.");
      line("");
      chapter();
      losses();
    }
    return text.toString();
  }

  private void chapter() {
    List<Row> timed = rows.stream().filter(Row::isTimed).toList();
    if (!timed.isEmpty()) {
      timed(timed);
      if (charts.containsKey(Charts.file(group))) {
        line("[The same as a chart](../charts/" + Charts.file(group) + ")");
        line("");
      }
    }
    List<Row> others = rows.stream().filter(r -> !r.isTimed()).toList();
    if (!others.isEmpty()) {
      others(others);
    }
  }

  private void timed(List<Row> here) {
    line(
        "| scenario | P | gopark, JDK's scheduler | gopark, GMP | B | Go | to Go | rivals, and our ratio to each |");
    line("|---|---:|---|---|---:|---|---:|---|");
    for (Row row : here) {
      var jdk = row.cell(Contender.ours(Contender.JDK));
      var gmp = row.cell(Contender.ours(Contender.GMP));
      line(
          "| `"
              + row.scenario().word()
              + "` | "
              + row.procs()
              + " | "
              + jdk.map(c -> time(row, c)).orElse("")
              + " | "
              + gmp.map(c -> time(row, c)).orElse("")
              + " | "
              + row.reference().filter(c -> c.has(Metric.BYTES)).map(c -> bytes(c)).orElse("")
              + " | "
              + row.go().map(c -> time(row, c)).orElse("")
              + " | "
              + ratio(row.ratioTo(row.go()))
              + " | "
              + rivals(row)
              + " |");
    }
    line("");
  }

  private static String bytes(Cell cell) {
    return String.format(Locale.ROOT, "%,.0f", cell.median(Metric.BYTES));
  }

  private static String rivals(Row row) {
    return row.cells().stream()
        .filter(cell -> !cell.contender().isGo())
        .filter(cell -> !cell.contender().equals(Contender.ours(Contender.JDK)))
        .filter(cell -> !cell.contender().equals(Contender.ours(Contender.GMP)))
        .map(cell -> {
          double ratio = row.ratioTo(Optional.of(cell));
          String label = cell.contender().label(row.scenario());
          return label + " " + time(row, cell) + (Double.isNaN(ratio) ? "" : " ×" + ratio(ratio));
        })
        .collect(Collectors.joining("; "));
  }

  private static String time(Row row, Cell cell) {
    if (!cell.has(Metric.TIME)) {
      return "failed";
    }
    double time = cell.median(Metric.TIME);
    String shown = cell.withSpread(Metric.TIME);
    String value = Figures.number(time);
    if (time <= row.best()) {
      shown = "**" + value + "**" + shown.substring(value.length());
    }
    boolean cpu = row.scenario().goroutines() && cell.has(Metric.CPU);
    return cpu ? shown + " [" + Figures.number(cell.median(Metric.CPU)) + "]" : shown;
  }

  private static String ratio(double value) {
    return Double.isNaN(value) ? "" : Figures.ratio(value);
  }

  /** Scenarios with metrics of their own. */
  private void others(List<Row> here) {
    line("| scenario | P | metric | gopark, JDK's scheduler | gopark, GMP | Go |");
    line("|---|---:|---|---|---|---|");
    for (Row row : here) {
      Set<String> metrics = new LinkedHashSet<>();
      row.cells().forEach(cell -> metrics.addAll(cell.metrics().keySet()));
      for (String metric : metrics) {
        String unit =
            row.cells().stream()
                .flatMap(cell -> Stream.ofNullable(cell.metrics().get(metric)))
                .map(Metric::unit)
                .findFirst()
                .orElse("");
        line(
            "| `"
                + row.scenario().word()
                + "` | "
                + row.procs()
                + " | "
                + metric
                + ", "
                + unit
                + " | "
                + spread(row, Contender.ours(Contender.JDK), metric)
                + " | "
                + spread(row, Contender.ours(Contender.GMP), metric)
                + " | "
                + spread(row, Contender.GO_TWIN, metric)
                + " |");
      }
    }
    line("");
  }

  private static String spread(Row row, Contender contender, String metric) {
    return row.cell(contender).map(cell -> cell.withSpread(metric)).orElse("");
  }

  private void losses() {
    List<String> losses = Losses.of(rows);
    line("## Where we lose here");
    line("");
    if (losses.isEmpty()) {
      line("In no row is a rival, or Go, faster by a twentieth.");
    }
    losses.forEach(sentence -> line("- " + sentence));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}

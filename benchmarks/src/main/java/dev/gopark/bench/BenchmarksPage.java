package dev.gopark.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/benchmarks.md, from results alone. */
final class BenchmarksPage {
  /** Above this many times Go's time a row of Go's own catalogue misses its goal. */
  private static final double ROW_GOAL = 1.25;

  private final Results results;
  private final List<Row> rows;
  private final Map<String, String> charts;
  private final StringBuilder text = new StringBuilder();

  BenchmarksPage(Results results, List<Row> rows, Map<String, String> charts) {
    this.results = results;
    this.rows = rows;
    this.charts = charts;
  }

  @Override
  public String toString() {
    if (text.isEmpty()) {
      head();
      summary();
      for (Group group : Group.values()) {
        chapter(group);
      }
      losses();
    }
    return text.toString();
  }

  private static String commit(Environment on) {
    return "commit " + on.commit() + (on.dirty() ? " with changes" : "") + ", " + on.date();
  }

  private void head() {
    Environment on = results.environment();
    line("# Benchmarks");
    line("");
    line(
        "Written by `benchmarks.jar report` from the results of one `compare`; nothing here is typed by hand.");
    line(
        "What the scenarios do, and how to repeat this: [benchmarks/README.md](../benchmarks/README.md).");
    line("");
    line("| measured | |");
    line("|---|---|");
    line("| on | " + on.machine() + ", " + on.cores() + " cores, " + on.os() + " |");
    line("| with | " + on.jdk() + "; " + (on.go().isEmpty() ? "no Go" : on.go()) + " |");
    line("| rivals | " + rivals(on) + " |");
    line("| of | " + commit(on) + " |");
    for (Results.Addition addition : results.additions()) {
      if (!addition.words().isEmpty()) {
        line(
            "| of | "
                + commit(addition.environment())
                + ": `"
                + String.join("`, `", addition.words())
                + "` |");
      }
    }
    line(
        "| how | "
            + on.lengths()
            + "; "
            + rounds()
            + "; load when it began "
            + Figures.number(on.load())
            + " |");
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
  }

  private static String rivals(Environment on) {
    return on.rivals().entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private String rounds() {
    int most = results.runs().keySet().stream().mapToInt(Run.Key::round).max().orElse(0) + 1;
    return most == 1 ? "one round" : most + " rounds";
  }

  private void summary() {
    List<Row> catalogue = rows.stream().filter(r -> r.scenario().catalogue()).toList();
    List<Double> ratios = new ArrayList<>();
    List<String> above = new ArrayList<>();
    for (Row row : catalogue) {
      double ratio = row.ratioTo(row.go());
      if (!Double.isNaN(ratio)) {
        ratios.add(ratio);
        if (ratio > ROW_GOAL) {
          above.add("`" + ReadmeBlock.name(row) + "` " + Figures.ratio(ratio));
        }
      }
    }
    if (ratios.isEmpty()) {
      return;
    }
    line("## Beside Go's own catalogue");
    line("");
    line(
        "Over the "
            + ratios.size()
            + " rows that Go's own benchmarks have and that were measured on both sides, the geometric mean of our");
    line(
        "time divided by Go's is **"
            + Figures.ratio(Metric.geometricMean(ratios))
            + "**. "
            + above.size()
            + " rows are above "
            + ROW_GOAL
            + (above.isEmpty() ? "." : ":"));
    if (!above.isEmpty()) {
      line(String.join(", ", above) + ".");
    }
    line("");
  }

  private void chapter(Group group) {
    List<Row> here = rows.stream().filter(r -> r.scenario().group() == group).toList();
    if (here.isEmpty()) {
      return;
    }
    String name = group.name().charAt(0) + group.name().substring(1).toLowerCase(Locale.ROOT);
    line("## " + name);
    line("");
    List<Row> timed = here.stream().filter(Row::isTimed).toList();
    if (!timed.isEmpty()) {
      timed(timed);
      if (charts.containsKey(Charts.file(group))) {
        line("[The same as a chart](charts/" + Charts.file(group) + ")");
        line("");
      }
    }
    List<Row> others = here.stream().filter(r -> !r.isTimed()).toList();
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
    line("## Where we lose");
    line("");
    List<String> losses = Losses.of(rows);
    if (losses.isEmpty()) {
      line("In no row is a rival, or Go, faster by a twentieth.");
    }
    losses.forEach(sentence -> line("- " + sentence));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}

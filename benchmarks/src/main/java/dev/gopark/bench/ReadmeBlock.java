package dev.gopark.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The chart and the table of README.md: the scenarios of a quick run, on two processors. */
final class ReadmeBlock {
  private ReadmeBlock() {}

  /** The rows that README.md shows: of each quick scenario that with the most processors. */
  static List<Row> rows(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.scenario().quick() && row.isTimed())
        .filter(row ->
            rows.stream()
                .noneMatch(other ->
                    other.scenario().equals(row.scenario()) && other.procs() > row.procs()))
        .toList();
  }

  static String name(Row row) {
    boolean procs = row.scenario().goroutines() || row.scenario().parallel();
    return row.scenario().word() + (procs ? ", P=" + row.procs() : "");
  }

  static String of(Environment environment, List<Row> rows) {
    var text = new StringBuilder();
    text.append("![Time of an operation beside Go and the JVM's rivals](docs/charts/")
        .append(Charts.OVERVIEW)
        .append(
            ")\n\n| ns an operation | gopark | Go | best rival on the JVM |\n|---|---:|---:|---|\n");
    for (Row row : rows(rows)) {
      text.append("| `").append(name(row)).append("`: ").append(row.scenario().operation());
      text.append(" | ").append(time(row, row.reference())).append(" | ");
      text.append(time(row, row.go())).append(" | ");
      row.bestRival().ifPresent(c -> text.append(c.contender().name()).append(' '));
      text.append(time(row, row.bestRival())).append(" |\n");
    }
    losses(text, rows);
    return text.append("\nThe fastest is bold. Measured in one run, everybody in turn, on ")
        .append(environment.machine())
        .append(" with ")
        .append(environment.cores())
        .append(" cores, ")
        .append(environment.date())
        .append("; where goroutines take part, ours run on the GMP scheduler. All rows:")
        .append("\n[benchmarks](docs/benchmarks.md).\n")
        .toString();
  }

  /**
   * For each area the row in which we lose most to Go, and that in which we lose most to a rival.
   */
  private static void losses(StringBuilder text, List<Row> rows) {
    text.append("\n**Where we lose most**, by area:\n\n");
    text.append("| area | to Go | to a rival on the JVM |\n|---|---|---|\n");
    for (Group group : Group.values()) {
      List<Row> here = rows.stream().filter(row -> row.scenario().group() == group).toList();
      String go = worst(here, Row::go);
      String rival = worst(here, Row::bestRival);
      if (!go.isEmpty() || !rival.isEmpty()) {
        text.append("| [" + AreaPage.name(group) + "](docs/benchmarks/" + AreaPage.file(group));
        text.append(") | ").append(go).append(" | ").append(rival).append(" |\n");
      }
    }
  }

  private static String worst(List<Row> rows, Function<Row, Optional<Cell>> other) {
    return rows.stream()
        .filter(row -> row.ratioTo(other.apply(row)) > 1)
        .max(Comparator.comparingDouble(row -> row.ratioTo(other.apply(row))))
        .map(row -> {
          Cell cell = other.apply(row).orElseThrow();
          return "`"
              + name(row)
              + "`: "
              + Figures.number(row.reference().orElseThrow().median(Metric.TIME))
              + " against "
              + (cell.contender().isGo() ? "" : cell.contender().name() + "'s ")
              + Figures.number(cell.median(Metric.TIME));
        })
        .orElse("");
  }

  private static String time(Row row, Optional<Cell> cell) {
    if (cell.isEmpty() || !cell.get().has(Metric.TIME)) {
      return "";
    }
    double time = cell.get().median(Metric.TIME);
    return time <= row.best() ? "**" + Figures.number(time) + "**" : Figures.number(time);
  }
}

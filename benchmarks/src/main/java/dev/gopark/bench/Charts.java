package dev.gopark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The charts of the documents, by file name. */
final class Charts {
  static final String OVERVIEW = "overview.svg";
  static final String AREAS = "areas.svg";
  private static final String UNIT = "nanoseconds an operation";

  private Charts() {}

  static Map<String, String> of(List<Row> rows) {
    Map<String, String> charts = new LinkedHashMap<>();
    var overview = new BarChart("Time of an operation, ns: shorter is better", UNIT);
    ReadmeBlock.rows(rows).forEach(row -> add(overview, row));
    put(charts, OVERVIEW, overview);
    var areas = new BarChart("Our time by area, geometric mean: shorter is better", "times");
    for (Group group : Group.values()) {
      areas(areas, group, rows.stream().filter(r -> r.scenario().group() == group).toList());
    }
    put(charts, AREAS, areas);
    for (Group group : Group.values()) {
      var chart =
          new BarChart(
              group.name().charAt(0)
                  + group.name().substring(1).toLowerCase(Locale.ROOT)
                  + ": time of an operation, ns",
              UNIT);
      rows.stream()
          .filter(row -> row.scenario().group() == group && row.isTimed())
          .forEach(row -> add(chart, row));
      put(charts, file(group), chart);
    }
    return charts;
  }

  /** Ours beside Go's, and beside the fastest rival's, each taken for 1. */
  private static void areas(BarChart chart, Group group, List<Row> rows) {
    pair(chart, AreaPage.name(group) + ", beside Go", "Go", BenchmarksPage.ratios(rows, Row::go));
    pair(
        chart,
        AreaPage.name(group) + ", beside the fastest rival on the JVM",
        "rival",
        BenchmarksPage.ratios(rows, Row::bestRival));
  }

  private static void pair(BarChart chart, String name, String whom, List<Double> ratios) {
    if (!ratios.isEmpty()) {
      double ours = Metric.geometricMean(ratios);
      chart.add(
          name, List.of(new BarChart.Bar("gopark", ours, true), new BarChart.Bar(whom, 1, false)));
    }
  }

  static String file(Group group) {
    return group.name().toLowerCase(Locale.ROOT) + ".svg";
  }

  private static void put(Map<String, String> charts, String name, BarChart chart) {
    if (!chart.isEmpty()) {
      charts.put(name, chart.toSvg());
    }
  }

  private static void add(BarChart chart, Row row) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (Cell cell : row.cells()) {
      if (cell.has(Metric.TIME)) {
        bars.add(
            new BarChart.Bar(
                cell.contender().label(row.scenario()),
                cell.median(Metric.TIME),
                cell.contender().isOurs()));
      }
    }
    if (!bars.isEmpty()) {
      chart.add(ReadmeBlock.name(row), bars);
    }
  }
}

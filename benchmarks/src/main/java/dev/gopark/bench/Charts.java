package dev.gopark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The charts of the documents, by file name. */
final class Charts {
  static final String OVERVIEW = "overview.svg";
  private static final String UNIT = "nanoseconds an operation";

  private Charts() {}

  static Map<String, String> of(List<Row> rows) {
    Map<String, String> charts = new LinkedHashMap<>();
    var overview = new BarChart("Time of an operation, ns: shorter is better", UNIT);
    ReadmeBlock.rows(rows).forEach(row -> add(overview, row));
    put(charts, OVERVIEW, overview);
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

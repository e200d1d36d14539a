package dev.gopark.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario on so many processors, and what everybody did in it.
 *
 * @param cells ours first, then the rivals, Go last
 */
record Row(ScenarioInfo scenario, int procs, List<Cell> cells) {
  Row {
    cells = List.copyOf(cells);
  }

  /** The rows of a results file, in the order of the report. */
  static List<Row> of(Results results) {
    return of(results.scenarios(), results.runs());
  }

  static List<Row> of(Map<String, ScenarioInfo> scenarios, Map<Run.Key, Measured> runs) {
    record Place(ScenarioInfo scenario, int procs) {}
    Map<Place, Map<Contender, Cell>> places = new LinkedHashMap<>();
    runs.forEach((key, measured) -> {
      ScenarioInfo scenario = scenarios.get(key.scenario());
      if (scenario == null) {
        throw new IllegalArgumentException("the results do not describe " + key.scenario());
      }
      places
          .computeIfAbsent(new Place(scenario, key.procs()), place -> new LinkedHashMap<>())
          .merge(
              key.contender(),
              new Cell(key.contender(), measured.metrics(), measured.failure()),
              Row::together);
    });
    List<Row> rows = new ArrayList<>();
    places.forEach((place, cells) -> {
      List<Cell> sorted = new ArrayList<>(cells.values());
      sorted.sort(
          Comparator.comparing((Cell cell) -> cell.contender().isGo())
              .thenComparing(cell -> !cell.contender().isOurs())
              .thenComparing(cell -> cell.contender().name())
              .thenComparing(cell -> cell.contender().scheduler().equals(Contender.GMP)));
      rows.add(new Row(place.scenario(), place.procs(), sorted));
    });
    rows.sort(Comparator.comparing(Row::scenario, Scenarios.ORDER).thenComparingInt(Row::procs));
    return rows;
  }

  /** Figures of all rounds that did not fail. */
  private static Cell together(Cell first, Cell second) {
    Map<String, Metric> metrics = new LinkedHashMap<>(first.metrics());
    second.metrics().forEach((name, metric) -> metrics.merge(name, metric, Metric::and));
    return new Cell(
        first.contender(), metrics, first.failure().isEmpty() ? second.failure() : first.failure());
  }

  Optional<Cell> cell(Contender contender) {
    return cells.stream().filter(cell -> cell.contender().equals(contender)).findFirst();
  }

  /** Ours, which all others are compared with. */
  Optional<Cell> reference() {
    return cell(Contender.ours(scenario.referenceScheduler()));
  }

  Optional<Cell> go() {
    return cell(Contender.GO_TWIN);
  }

  /** The fastest of the JVM's rivals; those that are ours and Go apart. */
  Optional<Cell> bestRival() {
    return cells.stream()
        .filter(c -> !c.contender().isOurs() && !c.contender().isGo() && c.has(Metric.TIME))
        .min(Comparator.comparingDouble(c -> c.median(Metric.TIME)));
  }

  /** Whether an operation takes some time here; if not, the row has metrics of its own. */
  boolean isTimed() {
    return cells.stream().anyMatch(cell -> cell.has(Metric.TIME));
  }

  /** The time of ours divided by that of another; NaN if one is missing. */
  double ratioTo(Optional<Cell> other) {
    double ours = reference().map(c -> c.median(Metric.TIME)).orElse(Double.NaN);
    return ours / other.map(c -> c.median(Metric.TIME)).orElse(Double.NaN);
  }

  /** The least of all medians. */
  double best() {
    return cells.stream()
        .mapToDouble(cell -> cell.median(Metric.TIME))
        .filter(time -> !Double.isNaN(time))
        .min()
        .orElse(Double.NaN);
  }
}

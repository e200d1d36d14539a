package dev.gopark.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where somebody is faster than we are, in plain words. */
final class Losses {
  /** Less than this is noise. */
  private static final double NOTICEABLE = 1.05;

  private Losses() {}

  private record Loss(double factor, String sentence) {}

  /** A sentence for each row in which a rival, or Go, is faster; the worst first. */
  static List<String> of(List<Row> rows) {
    List<Loss> losses = new ArrayList<>();
    for (Row row : rows) {
      row.reference()
          .filter(ours -> ours.has(Metric.TIME))
          .ifPresent(ours -> {
            double time = ours.median(Metric.TIME);
            for (Cell cell : row.cells()) {
              double factor = time / cell.median(Metric.TIME);
              if (!cell.contender().isOurs() && factor >= NOTICEABLE) {
                losses.add(new Loss(factor, sentence(row, time, cell, factor)));
              }
            }
          });
    }
    losses.sort(Comparator.comparingDouble(Loss::factor).reversed());
    return losses.stream().map(Loss::sentence).toList();
  }

  private static String sentence(Row row, double time, Cell cell, double factor) {
    return "`"
        + ReadmeBlock.name(row)
        + "`: we take "
        + Figures.ratio(factor)
        + " times as long as "
        + cell.contender().name()
        + " ("
        + Figures.number(time)
        + " against "
        + Figures.number(cell.median(Metric.TIME))
        + " ns).";
  }
}

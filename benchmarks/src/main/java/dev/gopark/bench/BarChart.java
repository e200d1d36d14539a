package dev.gopark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of horizontal bars in groups, as SVG. Colours follow the reader's light or dark mode; the
 * figures stand beside the bars as text.
 */
final class BarChart {
  private static final int WIDTH = 760;
  private static final int LABELS = 250;
  private static final int FIGURES = 90;
  private static final int BAR = 13;
  private static final int HEAD = 34;

  private final String title;
  private final String unit;
  private final List<Group> groups = new ArrayList<>();

  /** One bar; ours are coloured. */
  record Bar(String label, double value, boolean ours) {}

  private record Group(String name, List<Bar> bars) {
    double most() {
      return bars.stream().mapToDouble(Bar::value).max().orElse(1);
    }
  }

  BarChart(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /** Adds bars that share a scale: the longest fills the width. */
  void add(String name, List<Bar> bars) {
    groups.add(new Group(name, List.copyOf(bars)));
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  String toSvg() {
    int height = HEAD + groups.stream().mapToInt(g -> 24 + g.bars().size() * (BAR + 3)).sum() + 8;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">
            <title id="title">%s</title>
            <desc id="desc">Shorter bars are better. Unit: %s. %s</desc>
            <style>
            text { font: 12px sans-serif; fill: #1f2328 } .name { font-weight: bold } .head { font-size: 15px; font-weight: bold }
            .bar { fill: #9aa4af } .ours { fill: #1a7f64 }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #3fb98f } }
            </style>
            <text class="head" x="8" y="20">%s</text>
            """,
            WIDTH,
            height,
            WIDTH,
            height,
            escape(title),
            escape(unit),
            escape(inWords()),
            escape(title)));
    int y = HEAD;
    for (Group group : groups) {
      y += 18;
      svg.append(text("name", 8, y, group.name()));
      y += 6;
      for (Bar bar : group.bars()) {
        double width = (WIDTH - LABELS - FIGURES) * bar.value() / group.most();
        svg.append(text("", 20, y + BAR - 2, bar.label()));
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"bar%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                bar.ours() ? " ours" : "",
                LABELS,
                y,
                Math.max(width, 1),
                BAR));
        svg.append(text("", LABELS + (int) width + 6, y + BAR - 2, Figures.number(bar.value())));
        y += BAR + 3;
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private String inWords() {
    List<String> words = new ArrayList<>();
    for (Group group : groups) {
      List<String> bars =
          group.bars().stream().map(b -> b.label() + " " + Figures.number(b.value())).toList();
      words.add(group.name() + ": " + String.join(", ", bars));
    }
    return String.join("; ", words) + ".";
  }

  private static String text(String style, int x, int y, String text) {
    return String.format(
        Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, escape(text));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

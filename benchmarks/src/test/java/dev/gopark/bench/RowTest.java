package dev.gopark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {
  private final Fixture fixture =
      new Fixture()
          .time(Contender.GO_TWIN, 0, 50)
          .time(Fixture.RIVAL, 0, 400, 500)
          .time(Fixture.OURS, 0, 90, 110)
          .time(Fixture.OURS, 1, 100);

  @Test
  void of_rounds_takesTheMedianOfAll() {
    Row row = fixture.rows().get(0);
    assertThat(row.reference().orElseThrow().median(Metric.TIME)).isEqualTo(100);
    assertThat(row.reference().orElseThrow().withSpread(Metric.TIME)).isEqualTo("100 (90.0–110)");
    assertThat(row.cells())
        .extracting(Cell::contender)
        .containsExactly(Fixture.OURS, Fixture.RIVAL, Contender.GO_TWIN);
  }

  @Test
  void ratioTo_isOursDividedByTheirs() {
    Row row = fixture.rows().get(0);
    assertThat(row.ratioTo(row.go())).isEqualTo(2);
    assertThat(row.ratioTo(row.bestRival())).isEqualTo(100.0 / 450);
  }

  @Test
  void losses_nameThoseThatAreFaster() {
    assertThat(Losses.of(fixture.rows()))
        .containsExactly(
            "`handOver, P=2`: we take 2.00 times as long as Go (100 against 50.0 ns).");
  }

  @Test
  void page_showsBestInBoldFailuresAndTheGeometricMean() {
    fixture.failure(new Contender("broken", Contender.JDK), "it broke");
    Results results = fixture.results();
    List<Row> rows = Row.of(results);
    String page = new BenchmarksPage(results, rows, Map.of()).toString();
    assertThat(page)
        .contains("time divided by Go's is **2.00**. 1 rows are above 1.25.")
        .contains("| 2.00 | `handOver, P=2`: 100 against Go 50.0 |")
        .contains("| 1 | 2.00 | 0 | 1 | 0.22 | 1 |");
    String area = new AreaPage(rows.get(0).scenario().group(), rows, Map.of()).toString();
    assertThat(area)
        .contains("**50.0** (50.0–50.0)")
        .contains("broken failed")
        .contains("queue 450 (400–500) ×0.22");
    assertThat(new BenchmarksPage(results, rows, Map.of()).toString()).isEqualTo(page);
  }

  @Test
  void charts_areXmlThatSaysEveryFigure() throws Exception {
    String svg = Charts.of(fixture.rows()).get(Charts.OVERVIEW);
    javax.xml.parsers.DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new java.io.ByteArrayInputStream(
                svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(svg).contains(">100<", ">450<", ">50.0<");
  }
}

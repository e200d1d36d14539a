package dev.gopark.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Where the JVM of the test puts what must not share a cache line. */
class PaddingTest {
  private static final int LINE_PAIR = 128;

  @Test
  @DisplayName("A11 PaddedInt64: 128 bytes on either side of the value, within the object")
  void paddedInt64_valueIsAlone() {
    ClassLayout layout = ClassLayout.parseClass(PaddedInt64.class);
    FieldLayout value =
        layout.fields().stream().filter(f -> f.name().equals("value")).findAny().orElseThrow();
    long end = value.offset() + value.size();
    assertThat(value.offset()).as(layout.toPrintable()).isGreaterThanOrEqualTo(LINE_PAIR);
    assertThat(layout.instanceSize() - end)
        .as(layout.toPrintable())
        .isGreaterThanOrEqualTo(LINE_PAIR);
    assertThat(layout.fields())
        .filteredOn(field -> !field.name().equals("value"))
        .allMatch(field -> field.typeClass().equals("byte"));
  }

  @Test
  @DisplayName(
      "A11 StripedInt64: cells 128 bytes apart, and as much before the first and after the last")
  void stripedInt64_cellsAreAlone() throws Exception {
    var sum = new StripedInt64();
    var field = StripedInt64.class.getDeclaredField("cells");
    field.setAccessible(true);
    long[] cells = (long[]) field.get(sum);
    // Ids of threads follow each other, and their hashes reach every cell soon.
    var used = new BitSet();
    for (int i = 0; i < 16 * cells.length; i++) {
      Thread.ofVirtual().start(() -> sum.add(1)).join();
    }
    for (int i = 0; i < cells.length; i++) {
      used.set(i, cells[i] != 0);
    }
    ClassLayout layout = ClassLayout.parseInstance(cells);
    assertThat(used.cardinality()).isEqualTo(cells.length / (LINE_PAIR / Long.BYTES) - 1);
    // The header of the array comes before what the next array or object ends with.
    long before = 0;
    for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) {
      long offset = layout.headerSize() + (long) i * Long.BYTES;
      assertThat(offset - before).isGreaterThanOrEqualTo(LINE_PAIR);
      before = offset;
    }
    assertThat(layout.instanceSize() - before).isGreaterThanOrEqualTo(LINE_PAIR);
  }
}

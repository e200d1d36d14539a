package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

class PoolStripeTest {
  @Test
  @DisplayName("P1 two stripes never share a cache line: 128 bytes behind the last field")
  void layout_fieldsAreAlone() {
    ClassLayout layout = ClassLayout.parseClass(PoolStripe.class);
    long end =
        layout.fields().stream()
            .filter(field -> !field.typeClass().equals("byte"))
            .mapToLong(PoolStripeTest::end)
            .max()
            .orElseThrow();
    assertThat(layout.instanceSize() - end).as(layout.toPrintable()).isGreaterThanOrEqualTo(128);
  }

  private static long end(FieldLayout field) {
    return field.offset() + field.size();
  }
}

package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StealOrderTest {
  @Test
  @DisplayName("G18 TestStealOrder: every place once, whatever the start and the step")
  void round_anyNumberOfPlaces_visitsEachOnce() {
    var random = new SplittableRandom(TestSeed.next());
    var order = new StealOrder();
    for (int n = 1; n <= 64; n++) {
      for (int round = 0; round < 50; round++) {
        assertThat(visits(order, n, random.nextInt())).doesNotHaveDuplicates().hasSize(n);
      }
    }
  }

  @Test
  void round_overManyNumbers_everyStartAndEveryOrderComesUp() {
    var order = new StealOrder();
    var orders = new HashSet<List<Integer>>();
    for (int random = 0; random < 1_000; random++) {
      orders.add(visits(order, 5, random));
    }
    assertThat(orders).as("5 starts times the 4 steps without a divisor in common").hasSize(20);
  }

  @Test
  void round_numberChanges_countsAnew() {
    var order = new StealOrder();
    visits(order, 8, 7);

    assertThat(visits(order, 3, Integer.MIN_VALUE)).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void round_noPlaces_visitsNone() {
    var order = new StealOrder();
    order.begin(0, 12);
    assertThat(order.hasNext()).isFalse();
  }

  private static List<Integer> visits(StealOrder order, int n, int random) {
    var visited = new ArrayList<Integer>();
    order.begin(n, random);
    while (order.hasNext()) {
      int place = order.next();
      assertThat(place).isBetween(0, n - 1);
      visited.add(place);
    }
    return visited;
  }
}

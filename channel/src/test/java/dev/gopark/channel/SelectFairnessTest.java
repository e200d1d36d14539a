package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The choice among ready cases is uniform.
 *
 * <p>The bounds are wide enough for a right implementation to fail less than once in a billion
 * runs: ten sigma for single counts, six for a chi-square statistic.
 */
class SelectFairnessTest {
  private static Channel<Integer> closed() {
    Channel<Integer> channel = Channel.make();
    channel.close();
    return channel;
  }

  /** Six sigma above what chi-square has with so many degrees of freedom (Wilson and Hilferty). */
  private static double bound(int degrees) {
    double spread = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - spread + 6 * Math.sqrt(spread), 3);
  }

  private static void assertUniform(String what, int... counts) {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    double expected = (double) total / counts.length;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).as("chi-square of %s", what).isLessThan(bound(counts.length - 1));
  }

  private static List<Case<Integer>> numbered(int cases, int ready) {
    var result = new ArrayList<Case<Integer>>();
    Channel<Integer> idle = Channel.make();
    Channel<Integer> closed = closed();
    for (int i = 0; i < cases; i++) {
      int number = i;
      result.add((i < ready ? closed : idle).onReceive(v -> number));
    }
    return result;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array for the varargs call
  private static Case<Integer>[] array(List<Case<Integer>> cases) {
    return cases.toArray(new Case[0]);
  }

  @Test
  @DisplayName(
      "S2 S24 TestSelectFairness: two ready of four cases, 10,000 trials, within ten sigma")
  void twoReadyOfFour_tenSigma() throws InterruptedException {
    int trials = 10_000;
    Channel<Integer> c1 = closed();
    Channel<Integer> c2 = closed();
    Channel<Integer> idle = Channel.make();
    var counts = new int[2];
    for (int i = 0; i < trials; i++) {
      counts[
          Select.select(
              idle.onReceive(v -> -1),
              c1.onReceive(v -> 0),
              c2.onReceive(v -> 1),
              idle.onSend(1, () -> -1))]++;
    }
    // The deviation of a fair coin is half the root of the trials.
    double tenSigma = 10 * 0.5 * Math.sqrt(trials);
    assertThat(Math.abs(counts[0] - trials / 2.0)).isLessThan(tenSigma);
    assertThat(counts[0] + counts[1]).isEqualTo(trials);
  }

  @Test
  @DisplayName("S4 S24 every ready case of a one-shot select is as likely, whatever its place")
  void oneShot_isUniform() throws InterruptedException {
    for (int[] shape : new int[][] {{2, 2}, {3, 3}, {5, 3}, {8, 8}, {40, 40}, {40, 7}}) {
      Case<Integer>[] cases = array(numbered(shape[0], shape[1]));
      var counts = new int[shape[1]];
      for (int i = 0; i < Scale.of(40_000); i++) {
        counts[Select.select(cases)]++;
      }
      assertUniform(shape[1] + " ready of " + shape[0], counts);
    }
  }

  @Test
  @DisplayName(
      "S4 S24 every ready case of a reusable select is as likely, and independent of the last")
  void reusable_isUniformAndIndependent() throws InterruptedException {
    int ready = 4;
    Select<Integer> select = Select.of(array(numbered(6, ready)));
    var pairs = new int[ready * ready];
    int last = select.run();
    for (int i = 0; i < Scale.of(100_000); i++) {
      int next = select.run();
      pairs[last * ready + next]++;
      last = next;
    }
    assertUniform("successive choices", pairs);
  }

  @Test
  @DisplayName("S12 S24 TestPseudoRandomSend: two sends on one channel send either value")
  void pseudoRandomSend() throws InterruptedException {
    int count = 10_000;
    for (int capacity : new int[] {0, 1, 100}) {
      Channel<Integer> channel = Channel.make(capacity);
      var counts = new int[2];
      try (var go = new Goroutines()) {
        go.go(() -> {
          for (int i = 0; i < count; i++) {
            counts[channel.receive()]++;
          }
        });
        for (int i = 0; i < count; i++) {
          Select.select(channel.onSend(0), channel.onSend(1));
        }
      }
      assertThat(counts[0]).isBetween(count / 10, count - count / 10);
    }
  }

  @Test
  @DisplayName("S12 S24 of several cases on one channel any is taken when the select had to wait")
  void parkedOnOneChannel_anyCaseIsTaken() throws InterruptedException {
    int count = Scale.of(4_000);
    Channel<Integer> channel = Channel.make();
    var sent = new int[2];
    var received = new int[2];
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < count; i++) {
          Select.select(channel.onSend(0), channel.onSend(1));
        }
        for (int i = 0; i < count; i++) {
          received[Select.select(channel.onReceive(v -> 0), channel.onReceive(v -> 1))]++;
        }
      });
      for (int i = 0; i < count; i++) {
        Look.awaitWaiting(channel, 2, 0);
        sent[channel.receive()]++;
      }
      for (int i = 0; i < count; i++) {
        Look.awaitWaiting(channel, 0, 2);
        channel.send(i);
      }
    }
    assertUniform("values sent", sent);
    assertUniform("cases that received", received);
  }

  @Test
  @DisplayName("S2 S24 selects of short-lived goroutines are fair taken together")
  void manyGoroutines_areFairTogether() {
    Case<Integer>[] cases = array(numbered(4, 4));
    var counts = new AtomicIntegerArray(4);
    try (var go = new Goroutines()) {
      for (int i = 0; i < 4000; i++) {
        go.go(() -> counts.incrementAndGet(Select.select(cases)));
      }
    }
    assertUniform("first choices", counts.get(0), counts.get(1), counts.get(2), counts.get(3));
  }

  @Test
  @DisplayName("S23 no priority: a case that is always ready does not starve another")
  void alwaysReady_starvesNobody() throws InterruptedException {
    Channel<Integer> closed = closed();
    Channel<Integer> rare = Channel.make(1);
    rare.send(1);
    int rounds = 0;
    while (Select.select(closed.onReceive(v -> true), rare.onReceive(v -> false))) {
      assertThat(++rounds).isLessThan(1000);
    }
  }
}

package dev.gopark.channel;

import static dev.gopark.channel.Goroutines.assertWaitsUntilInterrupted;
import static dev.gopark.channel.Look.assertYields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of select that {@link SelectTest} leaves open, and Go's names for some of them. */
class SelectRowsTest {
  private final Channel<Integer> a = Channel.make();
  private final Channel<Integer> b = Channel.make();
  private final List<String> log = new ArrayList<>();

  private <T> T logged(String what, T value) {
    log.add(what);
    return value;
  }

  private static Channel<Integer> buffered(int... elements) {
    Channel<Integer> channel = Channel.make(elements.length + 1);
    for (int element : elements) {
      channel.trySend(element);
    }
    return channel;
  }

  private static Channel<Integer> closed(int... elements) {
    Channel<Integer> channel = buffered(elements);
    channel.close();
    return channel;
  }

  @Test
  @DisplayName("S1 issue8336: an operand that throws keeps the later ones from being evaluated")
  void operand_throws_nothingHappens() {
    Channel<Integer> ready = buffered(1);
    assertThatThrownBy(() ->
            Select.select(
                logged("c1", ready).onReceive(),
                a.onSend(failing(), () -> 1),
                logged("c3", ready).onReceive()))
        .isInstanceOf(ArithmeticException.class);
    assertThat(log).containsExactly("c1");
    assertThat(ready.size()).isEqualTo(1);
  }

  private static Integer failing() {
    throw new ArithmeticException("operand");
  }

  @Test
  @DisplayName("S7 a peer skips a select that another has claimed and takes the next waiter")
  void claimedSelect_isSkipped() throws InterruptedException {
    for (int i = 0; i < Scale.of(300); i++) {
      try (var go = new Goroutines()) {
        var got = new AtomicInteger();
        go.goAndPark(() -> Select.select(a.onReceive(got::addAndGet), b.onReceive(got::addAndGet)));
        go.goAndPark(() -> got.addAndGet(a.receive()));
        // The first wakes the select through b; the second must find the receiver behind it.
        b.send(1);
        a.send(10);
        go.join();
        assertThat(got).hasValue(11);
      }
      Look.assertQuiet(a, b);
    }
  }

  @Test
  @DisplayName("S9 issue9110: selects leave no nodes in channels that stay quiet")
  void losers_areDequeued() throws InterruptedException {
    Channel<Integer> quiet = Channel.make();
    Channel<Integer> full = Channel.make(1);
    full.send(0);
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < 1000; i++) {
          a.send(i);
        }
      });
      for (int i = 0; i < 1000; i++) {
        assertYields(
            i,
            Select.select(
                quiet.onReceive(),
                a.onReceive(),
                full.onSend(9, () -> -1),
                quiet.onSend(9, () -> -1)));
        assertThat(Look.receivers(quiet) + Look.senders(quiet) + Look.senders(full)).isZero();
      }
      for (int i = 0; i < 100; i++) {
        Select.select(
            quiet.onReceive(), a.onReceive(), Select.timeout(Duration.ofNanos(1000), () -> 1));
      }
    }
    Look.assertQuiet(quiet, a, full);
  }

  @Test
  @DisplayName("S11 S21 a select of no cases, or of nil channels only, waits until interrupted")
  void emptySelect_waits() {
    Channel<Integer> never = Channel.never();
    assertWaitsUntilInterrupted("select (no cases)", () -> Select.select());
    assertWaitsUntilInterrupted("select (no cases)", () -> Select.of().run());
    assertWaitsUntilInterrupted(
        "select (no cases)", () -> Select.select(never.onReceive(), never.onReceive()));
  }

  @Test
  @DisplayName("S21 a waiting select says what it waits for")
  void waitReason_isSelect() throws InterruptedException {
    try (var go = new Goroutines()) {
      Thread thread = go.goAndPark(() -> Select.select(a.onReceive(), b.onSend(1, () -> 1)));
      assertThat(String.valueOf(LockSupport.getBlocker(thread)))
          .startsWith("select on [")
          .contains("receive from Channel#")
          .contains("send to Channel#");
      assertThat(b.receive()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("S16 the short forms do what the general form does")
  void shortForms_agree() throws InterruptedException {
    Channel<Integer> channel = Channel.make(1);
    assertYields(null, Select.select(channel.onSend(4)));
    assertYields(4, Select.select(channel.onReceive()));
    assertYields(
        "sent", Select.select(channel.onSend(5, () -> "sent"), Select.otherwise(() -> "full")));
    assertYields(
        "full", Select.select(Select.otherwise(() -> "full"), channel.onSend(6, () -> "sent")));
    assertYields(
        "got 5",
        Select.select(channel.onReceive(v -> "got " + v), Select.otherwise(() -> "empty")));
    assertYields(
        "empty",
        Select.select(Select.otherwise(() -> "empty"), channel.onReceive(v -> "got " + v)));
    assertYields("only", Select.select(Select.otherwise(() -> "only")));
    assertYields(
        "first",
        Select.selectOrdered(
            Select.otherwise(() -> "first"), Select.timeout(Duration.ofDays(1), () -> "late")));
  }

  @Test
  @DisplayName("S17 a select may have more cases than Go's 65,536")
  void manyCases() throws InterruptedException {
    var cases = new Case<?>[70_000];
    for (int i = 0; i < cases.length - 1; i++) {
      cases[i] = a.onReceive();
    }
    cases[cases.length - 1] = buffered(42).onReceive();
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of what is received
    Integer got = Select.select((Case<Integer>[]) (Case[]) cases.clone());
    assertThat(got).isEqualTo(42);
    Look.assertQuiet(a);
  }

  @Test
  @DisplayName("S20 select8: a select returns a value, and a loop is left by it")
  void loop_isLeftByValue() throws InterruptedException {
    Channel<Integer> channel = buffered(1, 2, 3);
    channel.close();
    int sum = 0;
    while (true) {
      Integer v = Select.select(channel.onReceive(), a.onReceive());
      if (v == null) {
        break;
      }
      sum += v;
    }
    assertThat(sum).isEqualTo(6);
  }

  @Test
  @DisplayName("S23 the idioms: a nested select for priority, a timeout case, a done case")
  void idioms() throws InterruptedException {
    Channel<Integer> done = closed();
    assertYields("done", Select.select(a.onReceive(v -> "work"), done.onReceive(v -> "done")));
    assertYields(
        "late",
        Select.select(
            a.onReceive(v -> "work"), Select.timeout(Duration.ofMillis(1), () -> "late")));
    Channel<Integer> urgent = buffered(1);
    Channel<Integer> other = buffered(2);
    for (int i = 0; i < 20; i++) {
      String first =
          Select.select(
              urgent.onReceive(v -> "urgent"),
              Select.otherwise(() ->
                  Select.select(urgent.onReceive(v -> "late"), other.onReceive(v -> "other"))));
      assertThat(first).isEqualTo("urgent");
      urgent.send(1);
    }
  }
}

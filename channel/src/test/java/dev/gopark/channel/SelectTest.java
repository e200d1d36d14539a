package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The semantics of select, row by row. */
class SelectTest {
  private final Channel<Integer> a = Channel.make(1);
  private final Channel<Integer> b = Channel.make(1);

  @Test
  @DisplayName("S1 elements are evaluated once, in order, whether chosen or not")
  void operands_evaluatedOnceInOrder() throws InterruptedException {
    var order = new ArrayList<String>();
    b.send(1);
    Select.select(
        a.onSend(note(order, "first", 1)),
        b.onSend(note(order, "second", 2)),
        Channel.<Integer>never().onSend(note(order, "third", 3)));
    assertThat(order).containsExactly("first", "second", "third");
    assertThat(a.receive()).isEqualTo(1);
  }

  private static int note(List<String> order, String name, int value) {
    order.add(name);
    return value;
  }

  @Test
  @DisplayName("S2 otherwise is chosen only if nothing can go")
  void otherwise_onlyIfNothingReady() throws InterruptedException {
    Case<String> otherwise = Select.otherwise(() -> "otherwise");
    assertThat(Select.select(a.onReceive(v -> "a" + v), b.onReceive(v -> "b" + v), otherwise))
        .isEqualTo("otherwise");
    a.send(1);
    assertThat(Select.select(a.onReceive(v -> "a" + v), b.onReceive(v -> "b" + v), otherwise))
        .isEqualTo("a1");
    assertThat(Select.select(a.onReceive(v -> "a" + v), otherwise)).isEqualTo("otherwise");
    assertThat(Select.select(otherwise, a.onSend(4, () -> "sent"))).isEqualTo("sent");
    assertThat(Select.select(otherwise, a.onSend(4, () -> "sent"))).isEqualTo("otherwise");
    assertThat(Select.select(otherwise)).isEqualTo("otherwise");
  }

  @Test
  @DisplayName(
      "S7 S8 a waiting select is ended by the first channel that becomes ready, and by no other")
  void waitingSelect_claimedOnce() throws InterruptedException {
    try (var go = new Goroutines()) {
      Channel<Integer> x = Channel.make();
      Channel<Integer> y = Channel.make();
      var got = new AtomicReference<String>();
      go.goAndPark(
          () -> got.set(Select.select(x.onReceive(v -> "x" + v), y.onReceive(v -> "y" + v))));
      assertThat(x.trySend(1)).isTrue();
      assertThat(y.trySend(2)).isFalse();
      go.join();
      assertThat(got).hasValue("x1");
      ((Hchan<Integer>) x).checkInvariants();
      ((Hchan<Integer>) y).checkInvariants();
    }
  }

  @Test
  @DisplayName("S9 a select leaves no node behind on channels that were not chosen")
  void losingNodes_areRemoved() throws InterruptedException {
    Channel<Integer> quiet = Channel.make();
    Channel<Integer> busy = Channel.make();
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < 1_000; i++) {
          busy.send(i);
        }
        busy.close();
      });
      var select = Select.of(busy.onReceive(), quiet.onReceive());
      while (select.run() != null) {
        assertThat(((Hchan<Integer>) quiet).recvq().size()).isZero();
      }
      assertThat(Select.select(quiet.onReceive(), Select.timeout(Duration.ofNanos(1), () -> 7)))
          .isEqualTo(7);
      assertThat(((Hchan<Integer>) quiet).recvq().size()).isZero();
    }
  }

  @Test
  @DisplayName("S10 cases of the nil channel are skipped, as sends and as receives")
  void neverCases_areSkipped() throws InterruptedException {
    Channel<Integer> never = Channel.never();
    a.send(3);
    for (int i = 0; i < 50; i++) {
      int got = Select.select(never.onReceive(), a.onReceive(), never.onSend(1, () -> -1));
      assertThat(got).isEqualTo(3);
      a.send(3);
    }
    assertThat(Select.<Integer>select(never.onReceive(), Select.otherwise(() -> 9))).isEqualTo(9);
  }

  @Test
  @DisplayName("S11 a select of nothing, or of nil channels only, waits until interrupted")
  void nothingToSelect_waitsUntilInterrupted() {
    try (var go = new Goroutines()) {
      List<Thread> threads = new ArrayList<>();
      threads.add(go.goAndPark(() -> assertInterrupted(() -> Select.select())));
      threads.add(
          go.goAndPark(() -> assertInterrupted(() -> Select.select(Channel.never().onReceive()))));
      threads.add(
          go.goAndPark(() ->
              assertInterrupted(
                  () -> Select.select(Channel.never().onReceive(), Channel.never().onSend(1)))));
      threads.forEach(Thread::interrupt);
    }
  }

  private static void assertInterrupted(ThrowingCallable body) {
    assertThatThrownBy(body).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  @DisplayName("S12 one channel in many cases, and the next waiter is not disturbed")
  void sameChannelTwice_queueStaysSound() throws InterruptedException {
    Channel<Integer> c = Channel.make();
    try (var go = new Goroutines()) {
      for (int i = 0; i < 100; i++) {
        var got = new AtomicInteger();
        go.goAndPark(
            () -> got.addAndGet(Select.select(c.onReceive(), c.onReceive(), c.onReceive())));
        go.goAndPark(() -> got.addAndGet(c.receive()));
        c.send(1);
        c.send(2);
        go.join();
        assertThat(got).hasValue(3);
        ((Hchan<Integer>) c).checkInvariants();
      }
    }
  }

  @Test
  @DisplayName(
      "S13 C11 a select that sends and receives on one unbuffered channel never meets itself")
  void selfSelect_neverPairsWithItself() {
    for (int capacity : new int[] {0, 1}) {
      Channel<Integer> c = Channel.make(capacity);
      try (var go = new Goroutines()) {
        for (int p = 0; p < 2; p++) {
          int me = p;
          go.go(() -> {
            for (int i = 0; i < 2_000; i++) {
              receivesOthers(c, me, capacity);
            }
            // The other one may be left with a round that nobody answers.
            c.tryClose();
          });
        }
      }
    }
  }

  private static void receivesOthers(Channel<Integer> c, int me, int capacity)
      throws InterruptedException {
    if (c.isDrained()) {
      return;
    }
    try {
      Select.select(
          c.onReceive(v -> {
            if (v != null && capacity == 0) {
              assertThat(v).as("received by %s", me).isEqualTo(1 - me);
            }
            return null;
          }),
          c.onSend(me, () -> null));
    } catch (ChannelClosedException e) {
      // The other one is done.
    }
  }

  @Test
  @DisplayName("S14 a send case on a closed channel can go, and throws")
  void sendOnClosed_isReadyAndThrows() throws InterruptedException {
    a.close();
    assertThatThrownBy(() -> Select.selectOrdered(b.onReceive(), a.onSend(1, () -> 1)))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessageStartingWith("send on closed channel");
    b.send(5);
    assertThat(Select.<Integer>selectOrdered(b.onReceive(), a.onSend(1, () -> 1))).isEqualTo(5);
  }

  @Test
  @DisplayName("S14 a waiting send case throws when its channel is closed")
  void waitingSend_closed_throws() {
    Channel<Integer> c = Channel.make();
    try (var go = new Goroutines()) {
      go.goAndPark(() ->
          assertThatThrownBy(() -> Select.select(a.onReceive(), c.onSend(1, () -> 1)))
              .isInstanceOf(ChannelClosedException.class));
      c.close();
      go.join();
      assertThat(((Hchan<Integer>) a).recvq().size()).isZero();
    }
  }

  @Test
  @DisplayName("S15 a receive case on a closed and drained channel can always go, with null")
  void receiveFromClosed_isReadyWithNull() throws InterruptedException {
    a.send(1);
    a.close();
    assertThat(Select.select(a.onReceive(), b.onReceive())).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      assertThat(Select.<String>select(a.onReceive(v -> "end " + v), b.onReceive(v -> "b")))
          .isEqualTo("end null");
    }
  }

  @Test
  @DisplayName("S15 a waiting receive case is ended by the close of its channel")
  void waitingReceive_closed_getsNull() {
    try (var go = new Goroutines()) {
      go.goAndPark(() ->
          assertThat(Select.<Object>select(a.onReceive(v -> "end " + v), b.onReceive()))
              .isEqualTo("end null"));
      a.close();
    }
  }

  @Test
  @DisplayName("S16 one case alone is the plain operation")
  void oneCase_isThePlainOperation() throws InterruptedException {
    Channel<Integer> c = Channel.make();
    try (var go = new Goroutines()) {
      go.goAndPark(() -> assertThat(Select.select(c.onSend(8, () -> "sent"))).isEqualTo("sent"));
      assertThat(Select.select(c.onReceive())).isEqualTo(8);
    }
  }

  @Test
  @DisplayName("S17 S5 a thousand channels, each several times")
  void thousandChannels_theReadyOneIsFound() throws InterruptedException {
    List<Channel<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      channels.add(Channel.make());
    }
    // Ids are given when first asked for: ask in an order that is not that of the cases.
    for (int i = 0; i < 1_000; i++) {
      assertThat(channels.get((i * 617) % 1_000).toString()).startsWith("Channel#");
    }
    List<Case<Integer>> cases = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      cases.add(channels.get(i).onReceive());
      cases.add(channels.get(999 - i).onReceive());
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // there is no other way to an array of cases
    Case<Integer>[] array = cases.toArray(new Case[0]);
    var select = Select.of(array);
    try (var go = new Goroutines()) {
      go.go(() -> {
        for (int i = 0; i < 1_000; i++) {
          channels.get((i * 389) % 1_000).send(i);
        }
      });
      for (int i = 0; i < 1_000; i++) {
        assertThat(select.run()).isEqualTo(i);
      }
      go.join();
      for (Channel<Integer> channel : channels) {
        ((Hchan<Integer>) channel).checkInvariants();
        assertThat(((Hchan<Integer>) channel).recvq().size()).isZero();
      }
    }
  }

  @Test
  @DisplayName("S5 S6 overlapping sets in opposite orders do not deadlock")
  void oppositeOrders_noDeadlock() {
    Channel<Integer> x = Channel.make();
    Channel<Integer> y = Channel.make();
    Channel<Integer> z = Channel.make();
    int rounds = 3_000;
    var sent = new AtomicInteger();
    var received = new AtomicInteger();
    try (var go = new Goroutines()) {
      for (int i = 0; i < 3; i++) {
        go.go(() -> {
          for (int r = 0; r < rounds; r++) {
            Select.select(x.onSend(1), y.onSend(1), z.onSend(1));
            sent.incrementAndGet();
          }
        });
        go.go(() -> {
          for (int r = 0; r < rounds; r++) {
            received.addAndGet(Select.select(z.onReceive(), y.onReceive(), x.onReceive()));
          }
        });
      }
    }
    assertThat(sent).hasValue(3 * rounds);
    assertThat(received).hasValue(3 * rounds);
  }

  @Test
  @DisplayName(
      "S20 the result of the chosen callback is the result of the select; the others do not run")
  void callbacks_onlyTheChosenRuns() throws InterruptedException {
    var ran = new ArrayList<String>();
    a.send(1);
    Object result =
        Select.select(
            a.onReceive(v -> {
              ran.add("a");
              return v + 1;
            }),
            b.onReceive(v -> {
              ran.add("b");
              return v;
            }));
    assertThat(result).isEqualTo(2);
    assertThat(ran).containsExactly("a");
  }

  @Test
  @DisplayName("callbacks run without a lock: they may use the same channels and select again")
  void callbacks_mayUseTheChannels() throws InterruptedException {
    var self = new AtomicReference<Select<Integer>>();
    Select<Integer> select =
        Select.of(
            a.onReceive(v -> {
              a.send(v - 1);
              return v == 0 ? 0 : self.get().run();
            }),
            b.onReceive());
    self.set(select);
    a.send(20);
    assertThat(select.run()).isZero();
  }

  @Test
  @DisplayName("what callbacks throw comes out by the one rule, and the operation has happened")
  void callbacks_throw() throws InterruptedException {
    assertThatThrownBy(() ->
            Select.select(
                a.onSend(
                    1,
                    () -> {
                      throw new IOException("checked");
                    })))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            Select.select(
                a.onReceive(v -> {
                  throw new IllegalStateException("unchecked " + v);
                }),
                b.onReceive()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("unchecked 1");
    assertThatThrownBy(() ->
            Select.select(
                b.onReceive(),
                Select.otherwise(() -> {
                  throw new InterruptedException("as it is");
                })))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("as it is");
    assertThatThrownBy(() ->
            Select.select(
                b.onReceive(),
                Select.timeout(
                    Duration.ZERO,
                    () -> {
                      throw new StackOverflowError("as it is");
                    })))
        .isInstanceOf(StackOverflowError.class);
    assertThat(a.size()).isZero();
  }

  @Test
  @DisplayName(
      "timeout: chosen when nothing could go in time; the earliest counts; zero does not wait")
  void timeouts() throws InterruptedException {
    long begin = System.nanoTime();
    String late =
        Select.select(
            a.onReceive(v -> "a"),
            Select.timeout(Duration.ofDays(1), () -> "day"),
            Select.timeout(Duration.ofMillis(15), () -> "15 ms"));
    assertThat(late).isEqualTo("15 ms");
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(15_000_000L);
    assertThat(Select.select(a.onReceive(v -> "a"), Select.timeout(Duration.ZERO, () -> "now")))
        .isEqualTo("now");
    assertThat(Select.select(Select.timeout(Duration.ofMillis(-5), () -> "past")))
        .isEqualTo("past");
    a.send(1);
    assertThat(Select.select(a.onReceive(v -> "a"), Select.timeout(Duration.ZERO, () -> "now")))
        .isEqualTo("a");
    try (var go = new Goroutines()) {
      go.goAndPark(() ->
          assertThat(
                  Select.select(
                      b.onReceive(v -> "b" + v),
                      Select.timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> "never")))
              .isEqualTo("b4"));
      b.send(4);
    }
  }

  @Test
  @DisplayName("S23 selectOrdered takes the first case that can go")
  void selectOrdered_firstReadyWins() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      a.trySend(1);
      b.trySend(2);
      assertThat(Select.selectOrdered(a.onReceive(), b.onReceive())).isEqualTo(1);
      assertThat(Select.selectOrdered(a.onReceive(), b.onReceive())).isEqualTo(2);
    }
    var reusable = Select.ofOrdered(b.onReceive(), a.onReceive());
    for (int i = 0; i < 200; i++) {
      a.trySend(1);
      b.trySend(2);
      assertThat(reusable.run()).isEqualTo(2);
      assertThat(reusable.run()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("a reusable select refuses a second thread and stays usable")
  void reusable_twoThreads_throws() throws InterruptedException {
    var select = Select.of(a.onReceive(), b.onReceive());
    try (var go = new Goroutines()) {
      go.goAndPark(() -> assertThat(select.run()).isEqualTo(6));
      assertThatThrownBy(select::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread is running this select");
      a.send(6);
      go.join();
      b.send(7);
      assertThat(select.run()).isEqualTo(7);
    }
  }

  @Test
  @DisplayName("a reusable select is usable after an interrupt, a timeout and a close")
  void reusable_usableAfterEveryEnd() throws InterruptedException {
    var select =
        Select.<Object>of(
            a.onReceive(), b.onReceive(), Select.timeout(Duration.ofMillis(2), () -> "late"));
    assertThat(select.run()).isEqualTo("late");
    Thread.currentThread().interrupt();
    assertThatThrownBy(select::run).isInstanceOf(InterruptedException.class);
    a.send(1);
    assertThat(select.run()).isEqualTo(1);
    a.close();
    assertThat(select.run()).isNull();
  }

  @Test
  @DisplayName("a case may be used in several selects and twice in one")
  void case_isReusable() throws InterruptedException {
    Case<Integer> receive = a.onReceive();
    Case<Void> send = a.onSend(3);
    for (int i = 0; i < 10; i++) {
      Select.select(send, send);
      assertThat(Select.select(receive, receive)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("toString tells the cases")
  void toString_tellsTheCases() {
    assertThat(
            Select.of(
                    a.onReceive(),
                    b.onSend(1, () -> 0),
                    Channel.<Integer>never().onReceive(),
                    Select.timeout(Duration.ofSeconds(1), () -> 1),
                    Select.otherwise(() -> 2))
                .toString())
        .matches(
            "Select\\[receive from Channel#\\d+\\[.*], send to Channel#\\d+\\[.*],"
                + " receive from Channel.never\\(\\), timeout of PT1S, otherwise]");
  }
}

package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.gopark.Go;
import dev.gopark.timer.ManualClock;
import dev.gopark.timer.Timers;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimeChannelTest {
  private static final Duration MILLI = Duration.ofMillis(1);

  private final ManualClock clock = new ManualClock();
  private final Instant start = clock.now();

  private TimerChannel after(long millis) {
    return Channel.after(clock.timers(), Duration.ofMillis(millis));
  }

  private TickChannel tick(long millis) {
    return Channel.tick(clock.timers(), Duration.ofMillis(millis));
  }

  private static Received<Instant> value(Instant at) {
    return new Received.Value<>(at);
  }

  private static final Received<Instant> EMPTY = new Received.Empty<>();

  private static void until(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > 30_000_000_000L) {
        fail("waited in vain until " + what);
      }
      LockSupport.parkNanos(50_000);
    }
  }

  private static TimeChannel hidden(ReceiveChannel<Instant> channel) {
    return (TimeChannel) channel;
  }

  // Truth tables

  @Test
  @DisplayName("T3 after: one value, once; T12 it is the instant at which it was due")
  void after_readLate_givesTheDueInstantOnce() throws Exception {
    TimerChannel timer = after(10);
    assertThat(timer.tryReceive()).isEqualTo(EMPTY);
    clock.advance(Duration.ofMillis(500));
    assertThat(timer.tryReceive()).isEqualTo(value(start.plusMillis(10)));
    assertThat(timer.tryReceive()).isEqualTo(EMPTY);
  }

  @Test
  @DisplayName("T5, T7 stop: true while pending and while due, false once received or stopped")
  void stop_pendingDueReceivedStopped_answers() throws Exception {
    TimerChannel pending = after(10);
    assertThat(pending.stop()).isTrue();
    assertThat(pending.stop()).isFalse();
    TimerChannel due = after(10);
    TimerChannel received = after(10);
    clock.advance(Duration.ofMillis(20));
    assertThat(received.receive()).isEqualTo(start.plusMillis(10));
    assertThat(received.stop()).isFalse();
    assertThat(due.stop()).isTrue();
    assertThat(due.tryReceive()).as("stale value").isEqualTo(EMPTY);
    assertThat(pending.tryReceive()).isEqualTo(EMPTY);
  }

  @Test
  @DisplayName("T6, T7 reset: true while pending and while due, false once received or stopped")
  void reset_pendingDueReceivedStopped_answersAndFiresAnew() throws Exception {
    TimerChannel pending = after(100);
    TimerChannel due = after(10);
    TimerChannel received = after(10);
    TimerChannel stopped = after(10);
    stopped.stop();
    clock.advance(Duration.ofMillis(20));
    received.receive();
    assertThat(pending.reset(MILLI)).isTrue();
    assertThat(due.reset(MILLI)).isTrue();
    assertThat(received.reset(MILLI)).isFalse();
    assertThat(stopped.reset(MILLI)).isFalse();
    assertThat(due.tryReceive()).as("stale value").isEqualTo(EMPTY);
    clock.advance(MILLI);
    for (TimerChannel timer : List.of(pending, due, received, stopped)) {
      assertThat(timer.tryReceive()).isEqualTo(value(start.plusMillis(21)));
      assertThat(timer.tryReceive()).isEqualTo(EMPTY);
    }
  }

  @Test
  @DisplayName("T13, C33 size and capacity are 0 in every state")
  void sizeAndCapacity_anyState_areZero() throws Exception {
    for (ReceiveChannel<Instant> channel : List.of(after(1), tick(1))) {
      for (int i = 0; i < 2; i++) {
        assertThat(channel.size()).isZero();
        assertThat(channel.capacity()).isZero();
        assertThat(channel.isDrained()).isFalse();
        clock.advance(MILLI);
      }
    }
  }

  @Test
  @DisplayName("T9, T25 misuse throws at once; zero and negative after are ready at once")
  void arguments_outOfRange() throws Exception {
    assertThatThrownBy(() -> Channel.tick(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S")
        .hasMessageContaining("must be positive");
    assertThatThrownBy(() -> Channel.tick(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Channel.after(null)).isInstanceOf(NullPointerException.class);
    TickChannel ticker = tick(1);
    assertThatThrownBy(() -> ticker.reset(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    clock.advance(MILLI);
    assertThat(ticker.tryReceive()).as("still usable").isEqualTo(value(start.plusMillis(1)));
    assertThat(Channel.after(Duration.ZERO).tryReceive()).isInstanceOf(Received.Value.class);
    assertThat(Channel.after(Duration.ofDays(-1)).receive()).isNotNull();
  }

  @Test
  @DisplayName("T25 a duration of 1,000 years saturates")
  void after_thousandYears_isPending() {
    Duration millennium = Duration.ofDays(365_250);
    TimerChannel timer = Channel.after(millennium);
    assertThat(timer.tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.reset(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(timer.tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.stop()).isTrue();
    TickChannel ticker = Channel.tick(millennium);
    assertThat(ticker.tryReceive()).isEqualTo(EMPTY);
  }

  // Ticks

  @Test
  @DisplayName("T10 ticks are dropped for a slow receiver and keep their phase; T12 due instants")
  void tick_slowReceiver_dropsAndKeepsPhase() throws Exception {
    TickChannel ticker = tick(10);
    clock.advance(Duration.ofMillis(37));
    assertThat(ticker.tryReceive()).as("first missed beat").isEqualTo(value(start.plusMillis(10)));
    assertThat(ticker.tryReceive()).as("20 and 30 were dropped").isEqualTo(EMPTY);
    clock.advance(Duration.ofMillis(2));
    assertThat(ticker.tryReceive()).isEqualTo(EMPTY);
    clock.advance(MILLI);
    assertThat(ticker.receive()).isEqualTo(start.plusMillis(40));
    clock.advance(Duration.ofMillis(10));
    assertThat(ticker.receive()).isEqualTo(start.plusMillis(50));
  }

  @Test
  @DisplayName(
      "T11 stop does not close; reset of a ticker starts the period anew, without stale ticks")
  void tick_stopAndReset() throws Exception {
    TickChannel ticker = tick(10);
    clock.advance(Duration.ofMillis(15));
    ticker.stop();
    ticker.stop();
    assertThat(ticker.tryReceive()).isEqualTo(EMPTY);
    assertThat(ticker.isDrained()).isFalse();
    ticker.reset(Duration.ofMillis(4));
    assertThat(ticker.tryReceive()).isEqualTo(EMPTY);
    clock.advance(Duration.ofMillis(4));
    assertThat(ticker.tryReceive()).isEqualTo(value(start.plusMillis(19)));
    clock.advance(Duration.ofMillis(4));
    ticker.reset(Duration.ofMillis(100));
    assertThat(ticker.tryReceive()).as("stale tick").isEqualTo(EMPTY);
    ticker.close();
    ticker.close();
  }

  @Test
  @DisplayName("T10 a jump of the clock gives one tick, in phase")
  void tick_clockJumps_givesOneTick() throws Exception {
    TickChannel ticker = tick(10);
    var beats = Collections.synchronizedList(new ArrayList<Instant>());
    Thread receiver = Go.go(() -> ticker.range(beats::add));
    clock.awaitPending(1);
    clock.jump(Duration.ofMillis(1_005));
    until("a beat came", () -> beats.size() == 1);
    clock.awaitPending(1);
    clock.advance(Duration.ofMillis(5));
    until("the next beat came", () -> beats.size() == 2);
    assertThat(beats).containsExactly(start.plusMillis(10), start.plusMillis(1_010));
    receiver.interrupt();
    receiver.join();
  }

  // Waiting

  @Test
  @DisplayName("T14 in a heap only while somebody waits")
  void waiters_comeAndGo_heapFollows() throws Exception {
    TimerChannel timer = after(10);
    assertThat(clock.pending()).isZero();
    Thread one = Go.go(timer::receive);
    Thread two = Go.go(timer::receive);
    until("both wait", () -> hidden(timer).recvq.size() == 2);
    assertThat(hidden(timer).isInHeap()).isTrue();
    assertThat(clock.pending()).isOne();
    one.interrupt();
    one.join();
    assertThat(clock.pending()).isOne();
    two.interrupt();
    two.join();
    assertThat(clock.pending()).isZero();
    hidden(timer).checkInvariants();
    assertThat(timer.stop()).isTrue();
  }

  @Test
  @DisplayName("T7 several receivers on one timer: one gets it, the others wait for the reset")
  void receive_twoReceivers_oneValueEach() throws Exception {
    TimerChannel timer = after(10);
    var got = Collections.synchronizedList(new ArrayList<Instant>());
    Thread one = Go.go(() -> got.add(timer.receive()));
    until("one waits", () -> hidden(timer).recvq.size() == 1);
    Thread two = Go.go(() -> got.add(timer.receive()));
    until("both wait", () -> hidden(timer).recvq.size() == 2);
    clock.advance(Duration.ofMillis(10));
    one.join();
    assertThat(two.isAlive()).isTrue();
    assertThat(timer.reset(Duration.ofMillis(5))).isFalse();
    assertThat(clock.pending()).isOne();
    clock.advance(Duration.ofMillis(5));
    two.join();
    assertThat(got).containsExactly(start.plusMillis(10), start.plusMillis(15));
    hidden(timer).checkInvariants();
  }

  @Test
  void reset_whileReceiversWait_movesTheirTime() throws Exception {
    TimerChannel timer = after(10);
    var got = new AtomicReference<Instant>();
    Thread receiver = Go.go(() -> got.set(timer.receive()));
    clock.awaitPending(1);
    assertThat(timer.reset(Duration.ofMillis(30))).isTrue();
    clock.advance(Duration.ofMillis(20));
    assertThat(receiver.isAlive()).isTrue();
    assertThat(timer.stop()).isTrue();
    assertThat(clock.pending()).isZero();
    clock.advance(Duration.ofMillis(20));
    assertThat(receiver.isAlive()).isTrue();
    assertThat(timer.reset(Duration.ZERO)).isFalse();
    clock.advance(Duration.ZERO);
    receiver.join();
    assertThat(got).hasValue(start.plusMillis(40));
  }

  @Test
  void tryReceive_timed_givesUpAndLeavesTheHeap() throws Exception {
    TimerChannel timer = after(10);
    assertThat(timer.tryReceive(MILLI)).isEqualTo(EMPTY);
    assertThat(clock.pending()).isZero();
    clock.advance(Duration.ofMillis(10));
    assertThat(timer.tryReceive(MILLI)).isEqualTo(value(start.plusMillis(10)));
    assertThat(Channel.after(MILLI).tryReceive(Duration.ofMinutes(1)))
        .isInstanceOf(Received.Value.class);
    assertThat(Channel.after(Duration.ofHours(1)).tryReceive(Duration.ZERO)).isEqualTo(EMPTY);
  }

  @Test
  @DisplayName("S19 a select sees at once what is due")
  void select_dueTimer_isReady() throws Exception {
    TimerChannel timer = after(10);
    clock.advance(Duration.ofMillis(10));
    String result =
        Select.select(timer.onReceive(at -> "timer " + at), Select.otherwise(() -> "nothing"));
    assertThat(result).isEqualTo("timer " + start.plusMillis(10));
    Channel<String> never = Channel.never();
    TickChannel ticker = tick(1);
    clock.advance(MILLI);
    String tick =
        Select.select(
            timer.onReceive(at -> "timer"), ticker.onReceive(at -> "tick"), never.onReceive());
    assertThat(tick).isEqualTo("tick");
  }

  @Test
  @DisplayName("S19 a select waits for a timer, also if the same channel stands in it twice")
  void select_waits_timerFires() throws Exception {
    TimerChannel timer = after(10);
    Channel<String> channel = Channel.make();
    var result = new AtomicReference<String>();
    Thread selecting =
        Go.go(() ->
            result.set(
                Select.select(
                    timer.onReceive(at -> "fired " + at),
                    channel.onReceive(),
                    timer.onReceive(at -> "fired " + at))));
    until("the select waits", () -> hidden(timer).recvq.size() == 2);
    clock.advance(Duration.ofMillis(10));
    selecting.join();
    assertThat(result).hasValue("fired " + start.plusMillis(10));
    assertThat(clock.pending()).isZero();
    hidden(timer).checkInvariants();
  }

  @Test
  @DisplayName("T14 a select that is won by another channel takes the timer out of the heap")
  void select_otherChannelWins_timerLeavesTheHeap() throws Exception {
    TimerChannel timer = after(10);
    Channel<String> channel = Channel.make();
    var result = new AtomicReference<String>();
    Thread selecting =
        Go.go(() ->
            result.set(Select.select(timer.onReceive(at -> "fired"), channel.onReceive(v -> v))));
    clock.awaitPending(1);
    channel.send("sent");
    selecting.join();
    assertThat(result).hasValue("sent");
    assertThat(clock.pending()).isZero();
    assertThat(timer.stop()).isTrue();
    hidden(timer).checkInvariants();
  }

  @Test
  void select_reusedInALoop_ticksAndElements() throws Exception {
    TickChannel ticker = Channel.tick(Duration.ofMillis(1));
    Channel<Integer> numbers = Channel.make();
    Thread sender =
        Go.go(() -> {
          for (int i = 0; i < 2_000; i++) {
            numbers.send(i);
          }
          numbers.close();
        });
    var ticks = new AtomicInteger();
    var count = new AtomicInteger();
    Select<Boolean> select =
        Select.of(
            numbers.onReceive(n -> {
              count.incrementAndGet();
              return n != null;
            }),
            ticker.onReceive(at -> ticks.incrementAndGet() > 0));
    while (select.run() || ticks.get() < 3) {
      // Until the numbers end and three ticks have come.
    }
    sender.join();
    assertThat(count.get()).isGreaterThanOrEqualTo(2_001);
    hidden(ticker).checkInvariants();
  }

  @Test
  void iterateAndStream_ticks() {
    TickChannel ticker = Channel.tick(Duration.ofMillis(1));
    List<Instant> beats = ticker.stream().limit(5).toList();
    assertThat(beats).isSorted().doesNotHaveDuplicates();
    for (Instant beat : ticker) {
      assertThat(beat).isAfter(beats.get(4));
      break;
    }
  }

  @Test
  @DisplayName(
      "T28 ticks are whole periods apart to the nanosecond, though the clock is read late (#80893)")
  void tick_systemClock_instantsAreExact() throws Exception {
    Duration period = Duration.ofNanos(1_234_567);
    TickChannel ticker = Channel.tick(period);
    Instant last = ticker.receive();
    for (int i = 0; i < 20; i++) {
      Instant beat = ticker.receive();
      long gap = Duration.between(last, beat).toNanos();
      assertThat(gap).isPositive();
      assertThat(gap % period.toNanos()).as("beat %d", i).isZero();
      last = beat;
    }
  }

  @Test
  @DisplayName("T3, T12 on the machine's clock: not early, and the instant is start + d")
  void after_systemClock_dueInstant() throws Exception {
    Instant before = Instant.now();
    long nanos = System.nanoTime();
    Instant at = Channel.after(Duration.ofMillis(20)).receive();
    assertThat(System.nanoTime() - nanos).isGreaterThanOrEqualTo(20_000_000);
    // The wall clock may be corrected meanwhile.
    assertThat(at).isBetween(before.minusMillis(30), Instant.now().plusMillis(50));
  }

  @Test
  @DisplayName("T20 after of many durations comes in the order of the deadlines")
  void after_queuing_inOrder() throws Exception {
    int[] slots = {5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0};
    List<Instant> received = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int slot : slots) {
      threads.add(Go.go(() -> received.add(after(slot).receive())));
    }
    clock.awaitPending(slots.length - 1);
    until("the one that need not wait has come", () -> received.size() == 1);
    for (int i = 1; i <= 10; i++) {
      clock.advance(MILLI);
      int now = i;
      long due = IntStream.of(slots).filter(slot -> slot <= now).count();
      until("those that are due have come", () -> received.size() == due);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(received).isSorted();
  }

  // Collectability

  @Test
  @DisplayName(
      "T15 unreferenced timers and tickers are garbage: never waited on, waited on, ticking")
  void unreferenced_areCollected() throws Exception {
    List<WeakReference<Object>> references = new ArrayList<>();
    references.add(new WeakReference<>(Channel.after(Duration.ofHours(1))));
    references.add(new WeakReference<>(Channel.tick(Duration.ofNanos(1))));
    TimerChannel waitedOn = Channel.after(Duration.ofHours(1));
    waitedOn.tryReceive(MILLI);
    references.add(new WeakReference<>(waitedOn));
    TickChannel ticked = Channel.tick(MILLI);
    ticked.receive();
    references.add(new WeakReference<>(ticked));
    TimerChannel selected = Channel.after(Duration.ofHours(1));
    Select.select(selected.onReceive(at -> ""), Select.timeout(MILLI, () -> ""));
    references.add(new WeakReference<>(selected));
    TimerChannel stopped = Channel.after(Timers.wheel(MILLI), Duration.ofHours(1));
    stopped.tryReceive(MILLI);
    stopped.stop();
    references.add(new WeakReference<>(stopped));
    waitedOn = null;
    ticked = null;
    selected = null;
    stopped = null;
    for (WeakReference<Object> reference : references) {
      until(
          "number " + references.indexOf(reference) + " was collected",
          () -> {
            System.gc();
            return reference.get() == null;
          });
    }
  }

  // Races

  @Test
  @DisplayName("T7, T28 stop's answer agrees with what can be received (#69312): pollers")
  void stop_againstTryReceive_agrees() throws Exception {
    agree(false);
  }

  @Test
  @DisplayName("T7, T28 stop's answer agrees with what was received (#69312): waiting receivers")
  void stop_againstReceive_agrees() throws Exception {
    agree(true);
  }

  private static void agree(boolean waiting) throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      TimerChannel timer = Channel.after(Duration.ofNanos(random.nextInt(60_000)));
      var received = new AtomicInteger();
      var started = new CountDownLatch(1);
      Thread receiver =
          Go.go(() -> {
            started.countDown();
            if (waiting) {
              timer.receive();
              received.incrementAndGet();
            } else {
              for (int i = 0; i < 20; i++) {
                if (timer.tryReceive() instanceof Received.Value<Instant>) {
                  received.incrementAndGet();
                }
              }
            }
          });
      started.await();
      int spins = random.nextInt(3_000);
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      boolean stopped = timer.stop();
      if (waiting && stopped) {
        receiver.interrupt();
      }
      receiver.join();
      String run = "round " + round + ", seed " + seed;
      if (stopped) {
        assertThat(received).as(run).hasValue(0);
      } else {
        assertThat(received).as(run).hasValue(1);
      }
      assertThat(timer.tryReceive()).as(run).isEqualTo(EMPTY);
      hidden(timer).checkInvariants();
    }
  }

  @Test
  @DisplayName("T7 many goroutines share one ticker: each tick goes to one of them")
  void tick_manyReceivers_eachTickOnce() throws Exception {
    TickChannel ticker = Channel.tick(Duration.ofNanos(100_000));
    var beats = Collections.synchronizedList(new ArrayList<Instant>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      threads.add(
          Go.go(() -> {
            for (int n = 0; n < 50; n++) {
              beats.add(ticker.receive());
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(beats).hasSize(500).doesNotHaveDuplicates();
    hidden(ticker).checkInvariants();
  }

  @Test
  @DisplayName("T7 reset storm: receivers and resetters on one timer, nothing is lost at the end")
  void reset_storm_endsWithAValue() throws Exception {
    TimerChannel timer = Channel.after(Duration.ofHours(1));
    var received = new AtomicInteger();
    var armed = new AtomicInteger(1);
    var cancelled = new AtomicInteger();
    Thread receiver = Go.go(() -> timer.range(at -> received.incrementAndGet()));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      int id = t;
      threads.add(
          Go.go(() -> {
            var random = new Random(id);
            for (int i = 0; i < 5_000; i++) {
              armed.incrementAndGet();
              if (timer.reset(Duration.ofNanos(random.nextInt(20_000)))) {
                cancelled.incrementAndGet();
              }
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    until("the books balance", () -> armed.get() == cancelled.get() + received.get());
    receiver.interrupt();
    receiver.join();
    hidden(timer).checkInvariants();
  }

  @Test
  void toString_tellsTheState() throws Exception {
    TimerChannel timer = after(10);
    assertThat(timer.toString()).matches("Timer#\\d+\\[due in PT0\\.01S, receivers waiting 0\\]");
    clock.advance(Duration.ofMillis(10));
    assertThat(timer.toString()).contains("[due, ");
    timer.stop();
    assertThat(timer.toString()).contains("[not armed, ");
    assertThat(tick(5).toString()).startsWith("Ticker#");
  }
}

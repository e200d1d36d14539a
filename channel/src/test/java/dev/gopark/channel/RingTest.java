package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Alarms of time channels that ring while somebody holds the lock, or when nothing can be made. */
class RingTest {
  private static final Instant DUE = Instant.ofEpochSecond(0, 10);

  private final FakeEngine engine = new FakeEngine();
  private final OneShotChannel timer = new OneShotChannel(engine, Duration.ofNanos(10));

  @Test
  @DisplayName("a ring does not wait for the lock; whoever drops it serves the receiver")
  void ring_lockHeld_isServedByTheHolder() {
    var got = new AtomicReference<Instant>();
    try (var go = new Goroutines()) {
      Thread receiver = go.goAndPark(() -> got.set(timer.receive()));
      timer.lock();
      try {
        Thread driver = Thread.ofPlatform().daemon().start(() -> engine.advance(10));
        Goroutines.until(() -> !driver.isAlive(), () -> "the ring waits for the lock");
        assertThat(Goroutines.isParked(receiver)).isTrue();
      } finally {
        timer.release();
      }
    }
    assertThat(got).hasValue(DUE);
    timer.checkInvariants();
  }

  @Test
  @DisplayName("a select that holds the lock serves the ring when it has dropped all its locks")
  void ring_lockHeldByASelect_isServedByIt() {
    Channel<Integer> other = Channel.make();
    var arms = new SelectArm[] {arm(other), arm(timer)};
    var locks = new LockSet();
    locks.ensureCapacity(2);
    locks.plan(arms, 2);
    var got = new AtomicReference<Instant>();
    try (var go = new Goroutines()) {
      go.goAndPark(() -> got.set(timer.receive()));
      locks.lockAll();
      try {
        Thread driver = Thread.ofPlatform().daemon().start(() -> engine.advance(10));
        Goroutines.until(() -> !driver.isAlive(), () -> "the ring waits for the lock");
      } finally {
        locks.unlockAll();
      }
    }
    assertThat(got).hasValue(DUE);
    timer.checkInvariants();
  }

  private static SelectArm arm(ReceiveChannel<?> channel) {
    var arm = new SelectArm(null);
    arm.set((ChannelCase<?>) channel.onReceive(), (AbstractChannel<?>) channel);
    return arm;
  }

  @Test
  @DisplayName("no memory for the value: the receiver is not claimed and gets it a little later")
  void ring_valueCannotBeMade_ringsAgain() {
    var error = new OutOfMemoryError("injected");
    var got = new AtomicReference<Instant>();
    try (var go = new Goroutines()) {
      Thread receiver = go.goAndPark(() -> got.set(timer.receive()));
      engine.onInstant = error;
      assertThatThrownBy(() -> engine.advance(10)).isSameAs(error);
      assertThat(Goroutines.isParked(receiver)).isTrue();
      assertThat(timer.isInHeap()).as("it will ring again").isTrue();
      engine.onInstant = null;
      engine.advance(10_000_000);
    }
    assertThat(got).hasValue(DUE);
    timer.checkInvariants();
  }

  @Test
  @DisplayName("no memory for a value on the thread that drops the lock: not its business")
  void release_valueCannotBeMade_doesNotThrow() {
    var got = new AtomicReference<Instant>();
    try (var go = new Goroutines()) {
      go.goAndPark(() -> got.set(timer.receive()));
      timer.lock();
      try {
        Thread driver = Thread.ofPlatform().daemon().start(() -> engine.advance(10));
        Goroutines.until(() -> !driver.isAlive());
        engine.onInstant = new OutOfMemoryError("injected");
      } finally {
        timer.release();
      }
      engine.onInstant = null;
      engine.advance(10_000_000);
    }
    assertThat(got).hasValue(DUE);
  }

  @Test
  @DisplayName("an alarm that cannot be made or set leaves nothing behind")
  void receive_alarmFails_nothingIsQueued() throws Exception {
    engine.onAlarm = new OutOfMemoryError("injected");
    assertThatThrownBy(timer::receive).isSameAs(engine.onAlarm);
    assertThatThrownBy(() -> timer.tryReceive(Duration.ofHours(1))).isSameAs(engine.onAlarm);
    engine.onAlarm = null;
    engine.onSet = new OutOfMemoryError("injected");
    assertThatThrownBy(timer::receive).isSameAs(engine.onSet);
    assertThat(timer.recvq.size()).isZero();
    engine.onSet = null;
    engine.advance(10);
    assertThat(timer.receive()).isEqualTo(DUE);
    timer.checkInvariants();
  }

  @Test
  @DisplayName("a select one of whose nodes cannot be queued leaves every queue and is not reused")
  void select_alarmFails_leavesAndIsPoisoned() throws Exception {
    Channel<Integer> before = Channel.make();
    Channel<Integer> after = Channel.make();
    Select<Object> select =
        Select.ofOrdered(before.onReceive(), timer.onReceive(), after.onReceive());
    var error = new OutOfMemoryError("injected");
    engine.onSet = error;
    assertThatThrownBy(select::run).isSameAs(error);
    engine.onSet = null;
    Look.assertQuiet(before, after);
    assertThat(timer.recvq.size()).isZero();
    assertThat(before.trySend(1)).as("there is nobody to send to").isFalse();
    assertThatThrownBy(select::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hit by an error in an earlier run")
        .hasMessageContaining("make a new one")
        .hasCause(error);
    engine.advance(10);
    assertThat(Select.select(before.onReceive(), timer.onReceive(at -> 7), after.onReceive()))
        .isEqualTo(7);
    timer.checkInvariants();
  }

  @Test
  @DisplayName("selects over a ticker and a channel that a platform thread polls go on")
  void selects_overATickerAndAPolledChannel_goOn() {
    Channel<Integer> numbers = Channel.make(1);
    TickChannel ticker = Channel.tick(Duration.ofMillis(1));
    var over = new AtomicBoolean();
    try (var go = new Goroutines()) {
      Thread polls =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (!over.get()) {
                  numbers.trySend(1);
                  numbers.tryReceive();
                }
              });
      try {
        long end = System.nanoTime() + 1_000_000L * Scale.of(700);
        for (int i = 0; i < 2; i++) {
          go.go(() -> {
            var select = Select.of(ticker.onReceive(at -> 1), numbers.onReceive());
            while (System.nanoTime() - end < 0) {
              select.run();
            }
          });
        }
        go.join();
      } finally {
        over.set(true);
      }
      assertThat(polls.isDaemon()).isTrue();
    }
  }
}

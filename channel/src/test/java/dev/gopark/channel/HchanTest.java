package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Task;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds for channels apart from the contract of every capacity. */
class HchanTest {
  @Test
  @DisplayName("C1 C2 the capacity is fixed at creation and the slots are there from the start")
  void make_allocatesSlots() throws Exception {
    assertThat(Channel.make().capacity()).isZero();
    assertThat(Channel.make(3).capacity()).isEqualTo(3);
    var keep = new Channel<?>[1];
    double bytes = Meter.bytesPerRun(10, () -> keep[0] = Channel.make(10_000));
    assertThat(bytes).isGreaterThan(4 * 10_000);
  }

  @Test
  @DisplayName("C3 a negative or too large capacity is refused")
  void make_badCapacity_throws() {
    for (int capacity : new int[] {-1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Channel.make(capacity))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("capacity is " + capacity);
    }
    for (int capacity : new int[] {Channel.MAX_CAPACITY + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Channel.make(capacity))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the largest buffer is " + Channel.MAX_CAPACITY);
    }
  }

  @Test
  @DisplayName("C10 one select may wait on both sides of an unbuffered channel, and nobody else")
  void selectOnBothSides_isTheOnlyException() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    try (var go = new Goroutines()) {
      var got = new AtomicInteger();
      go.goAndPark(() -> Select.select(channel.onSend(1), channel.onReceive(got::addAndGet)));
      assertThat(Look.senders(channel)).isEqualTo(1);
      assertThat(Look.receivers(channel)).isEqualTo(1);
      channel.send(5);
      go.join();
      assertThat(got).hasValue(5);
    }
    Look.assertQuiet(channel);
  }

  @Test
  @DisplayName(
      "C12 close wakes its waiters after the lock is dropped, so that they can go on at once")
  void close_wokenWaiters_findTheChannelUnlocked() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    try (var go = new Goroutines()) {
      for (int i = 0; i < 100; i++) {
        go.goAndPark(() -> {
          assertThat(channel.receive()).isNull();
          assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
          assertThat(channel.tryClose()).isFalse();
        });
      }
      channel.close();
    }
    Look.assertQuiet(channel);
  }

  @Test
  @DisplayName("C17 a receive tells an element from the end")
  void receive_tellsElementFromEnd() throws InterruptedException {
    Channel<String> channel = Channel.make(1);
    channel.send("last");
    channel.close();
    assertThat(channel.receive()).isEqualTo("last");
    assertThat(channel.receive()).isNull();
    assertThat(channel.tryReceive()).isInstanceOf(Received.Closed.class);
  }

  @Test
  @DisplayName("C19 C20 failed try operations take no lock")
  void tryOperations_failing_takeNoLock() throws InterruptedException {
    for (int capacity : new int[] {0, 1}) {
      var open = new Hchan<Integer>(capacity);
      var full = new Hchan<Integer>(capacity);
      var closed = new Hchan<Integer>(capacity);
      while (full.trySend(1)) {
        Thread.onSpinWait();
      }
      closed.close();
      assertThat(open.tryLock() && full.tryLock() && closed.tryLock()).isTrue();
      try (var go = new Goroutines()) {
        go.go(() -> {
          assertThat(open.tryReceive()).isEqualTo(new Received.Empty<>());
          assertThat(full.trySend(1)).isFalse();
          assertThat(closed.tryReceive()).isEqualTo(new Received.Closed<>());
          assertThat((int) Select.select(open.onReceive(), Select.otherwise(() -> 7))).isEqualTo(7);
          assertThat((int) Select.select(full.onSend(1, () -> 6), Select.otherwise(() -> 7)))
              .isEqualTo(7);
          assertThat(open.toString()).contains("open");
          assertThat(closed.isDrained()).isTrue();
        });
      } finally {
        open.unlock();
        full.unlock();
        closed.unlock();
      }
    }
  }

  @Test
  @DisplayName("a channel can be watched while a sender that has given up has not yet left")
  void watch_deadSender_isWatched() {
    var channel = new Hchan<Integer>(0);
    var gone = new Waiter(WaitReason.CHAN_SEND, channel);
    var watcher = new Waiter(WaitReason.CHAN_RECEIVE, null);
    channel.lock();
    channel.sendq().add(gone);
    channel.unlock();
    assertThat(gone.abandon()).isTrue();
    assertThat(channel.watch(watcher)).as("there is nothing to receive").isTrue();
    channel.close();
    assertThat(watcher.winner()).isSameAs(watcher);
    Look.assertQuiet(channel);
  }

  @Test
  @DisplayName("C22 a slot is cleared when its element leaves")
  void receive_clearsSlot() throws InterruptedException {
    Channel<Object> channel = Channel.make(3);
    channel.send(new Object());
    channel.send(new Object());
    var first = new WeakReference<>(channel.receive());
    Garbage.awaitCollected("a received element", first);
    assertThat(channel.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("C22 a hand-off keeps no reference on either side")
  void handOff_keepsNothing() throws InterruptedException {
    Channel<Object> channel = Channel.make();
    var stay = new CountDownLatch(1);
    try (var go = new Goroutines()) {
      var taken = new AtomicReference<WeakReference<?>>();
      go.goAndPark(() -> {
        taken.set(new WeakReference<>(channel.receive()));
        stay.await();
      });
      channel.send(new Object());
      Goroutines.until(() -> taken.get() != null);
      Garbage.awaitCollected("an element that was handed over", taken.get());
      stay.countDown();
    }
  }

  @Test
  @DisplayName("C24 channels are equal to themselves only, are map keys, and can be sent")
  void identity() throws InterruptedException {
    Channel<Integer> a = Channel.make();
    Channel<Integer> b = Channel.make();
    var map = new HashMap<Channel<Integer>, String>();
    map.put(a, "a");
    map.put(b, "b");
    assertThat(map).hasSize(2).containsEntry(a, "a");
    Channel<Channel<Integer>> channels = Channel.make(2);
    channels.send(a);
    channels.send(b);
    assertThat(channels.receive()).isSameAs(a);
    assertThat(channels.receive()).isSameAs(b).isNotEqualTo(a);
  }

  @Test
  @DisplayName("C26 a goroutine that waits stays reachable with its channel")
  void parkedGoroutine_isARoot() throws InterruptedException {
    try (var go = new Goroutines()) {
      var channel = new WeakReference<>(Channel.<Integer>make());
      var got = new AtomicInteger();
      Thread thread = go.goAndPark(receiveOne(channel.get(), got));
      System.gc();
      System.gc();
      assertThat(channel.get()).as("the channel of a parked goroutine").isNotNull();
      assertThat(Goroutines.isParked(thread)).isTrue();
      channel.get().send(3);
      go.join();
      assertThat(got).hasValue(3);
    }
  }

  private static Task receiveOne(Channel<Integer> channel, AtomicInteger got) {
    return () -> got.set(channel.receive());
  }

  @Test
  @DisplayName("C29 an unpark from outside wakes nobody")
  void strayUnparks_areNotSeen() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    try (var go = new Goroutines()) {
      var got = new AtomicInteger();
      Thread receiver = go.goAndPark(() -> got.set(channel.receive()));
      Thread selecting =
          go.goAndPark(
              () -> Select.select(channel.onReceive(got::addAndGet), Channel.never().onReceive()));
      for (int i = 0; i < 1000; i++) {
        LockSupport.unpark(receiver);
        LockSupport.unpark(selecting);
        Thread.yield();
      }
      assertThat(receiver.isAlive() && selecting.isAlive()).isTrue();
      assertThat(got).hasValue(0);
      assertThat(Look.receivers(channel)).isEqualTo(2);
      channel.send(1);
      Goroutines.until(() -> !receiver.isAlive());
      channel.send(2);
      go.join();
      assertThat(got).hasValue(3);
    }
  }

  @Test
  @DisplayName("C31 an operation that parks allocates one small waiter, no more")
  void parkedOperation_allocatesOneWaiter() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    Integer element = 1;
    int rounds = 20_000;
    try (var go = new Goroutines(new PlatformThreads())) {
      var perReceive = new double[] {Double.MAX_VALUE};
      go.go(() -> {
        for (int batch = 0; batch < 5; batch++) {
          long before = Meter.bytes(Thread.currentThread());
          for (int i = 0; i < rounds; i++) {
            channel.receive();
          }
          long bytes = Meter.bytes(Thread.currentThread()) - before;
          perReceive[0] = Math.min(perReceive[0], (double) bytes / rounds);
        }
      });
      for (int i = 0; i < 5 * rounds; i++) {
        channel.send(element);
      }
      go.join();
      assertThat(perReceive[0]).isLessThanOrEqualTo(80);
    }
  }

  @Test
  @DisplayName("C32 what a goroutine waits for can be read from its blocker")
  void waitReason_isTheBlocker() throws InterruptedException {
    Channel<Integer> channel = Channel.make();
    try (var go = new Goroutines()) {
      Thread sender = go.goAndPark(() -> channel.send(1));
      assertThat(LockSupport.getBlocker(sender)).hasToString("chan send on " + channel);
      channel.receive();
      go.join();
      Thread receiver = go.goAndPark(channel::receive);
      assertThat(LockSupport.getBlocker(receiver)).hasToString("chan receive on " + channel);
      channel.close();
    }
  }

  @Test
  @DisplayName("toString tells kind, size, capacity, waiters and whether it is closed")
  void toString_tellsTheState() throws InterruptedException {
    Channel<Integer> buffered = Channel.make(2);
    buffered.send(1);
    assertThat(buffered.toString())
        .matches("Channel#\\d+\\[buffered 1/2, senders waiting 0, receivers waiting 0, open]");
    Channel<Integer> unbuffered = Channel.make();
    try (var go = new Goroutines()) {
      go.goAndPark(unbuffered::receive);
      assertThat(unbuffered.toString())
          .matches("Channel#\\d+\\[unbuffered, senders waiting 0, receivers waiting 1, open]");
      unbuffered.close();
    }
    assertThat(unbuffered.toString())
        .matches("Channel#\\d+\\[unbuffered, senders waiting 0, receivers waiting 0, closed]");
    assertThat(Channel.make()).doesNotHaveToString(unbuffered.toString());
  }
}

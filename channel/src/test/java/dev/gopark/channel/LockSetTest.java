package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All locks of a select, none of which is waited for with another one held. */
class LockSetTest {
  @Test
  @DisplayName("a select that waits for the lock of one channel holds none of another")
  void select_aLockIsTaken_holdsNoOther() {
    for (int place = 0; place < 3; place++) {
      var channels = List.of(channel(), channel(), channel());
      Hchan<Integer> taken = channels.get(place);
      Hchan<Integer> free = channels.get((place + 1) % 3);
      var got = new AtomicReference<Integer>();
      try (var go = new Goroutines()) {
        taken.lock();
        try {
          Thread selects =
              go.go(() ->
                  got.set(
                      Select.select(
                          channels.get(0).onReceive(),
                          channels.get(1).onReceive(),
                          channels.get(2).onReceive())));
          Goroutines.until(() -> selects.getState() == Thread.State.TIMED_WAITING);
          Thread sends = Thread.ofPlatform().daemon().start(() -> free.trySend(7));
          Goroutines.until(
              () -> !sends.isAlive(), () -> "the select holds a lock while it waits: " + free);
        } finally {
          taken.unlock();
        }
      }
      assertThat(got).hasValue(7);
      Look.assertQuiet(channels.toArray(Channel<?>[]::new));
    }
  }

  /** With a number, so that an order by numbers would be the order of making. */
  private static Hchan<Integer> channel() {
    var channel = new Hchan<Integer>(1);
    assertThat(channel.id()).isNotZero();
    return channel;
  }

  @Test
  @DisplayName("a channel that stands there many times is locked once, whatever their number")
  void lockAll_duplicates_areLockedOnce() {
    for (int count : new int[] {1, 2, 31, 32, 33, 34, 200}) {
      List<Hchan<Integer>> channels = new ArrayList<>();
      for (int i = 0; i < (count + 1) / 2; i++) {
        channels.add(new Hchan<>(1));
      }
      List<Hchan<Integer>> twice = new ArrayList<>(channels);
      twice.addAll(channels);
      Collections.shuffle(twice, new Random(count));
      SelectArm[] arms =
          twice.stream().limit(count).map(LockSetTest::arm).toArray(SelectArm[]::new);
      var locks = new LockSet();
      locks.ensureCapacity(count);
      locks.plan(arms, count);
      assertThat(locks.isTimed()).isFalse();
      for (int round = 0; round < 2; round++) {
        locks.lockAll();
        for (SelectArm arm : arms) {
          assertThat(arm.channel().isLocked()).isTrue();
        }
        locks.unlockAll();
        assertThat(channels).noneMatch(Hchan::isLocked);
      }
      locks.clear();
      locks.lockAll();
      assertThat(channels).noneMatch(Hchan::isLocked);
      locks.unlockAll();
    }
  }

  private static SelectArm arm(Hchan<Integer> channel) {
    var arm = new SelectArm(null);
    arm.set((ChannelCase<?>) channel.onReceive(), channel);
    return arm;
  }

  @Test
  @DisplayName("sets in opposite orders, taken by several threads at once, all get their turn")
  void lockAll_oppositeOrders_allProgress() {
    int size = 300;
    List<Hchan<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      channels.add(new Hchan<>(1));
    }
    var plain = new int[1];
    int threads = 6;
    int rounds = Scale.of(300);
    for (Threads kind : new Threads[] {new PlatformThreads(), Threads.first()}) {
      plain[0] = 0;
      try (var go = new Goroutines(kind)) {
        for (int t = 0; t < threads; t++) {
          boolean backwards = t % 2 == 1;
          go.go(() -> {
            List<Hchan<Integer>> mine = new ArrayList<>(channels);
            if (backwards) {
              Collections.reverse(mine);
            }
            var locks = new LockSet();
            locks.ensureCapacity(size);
            locks.plan(mine.stream().map(LockSetTest::arm).toArray(SelectArm[]::new), size);
            for (int i = 0; i < rounds; i++) {
              locks.lockAll();
              plain[0]++;
              locks.unlockAll();
            }
          });
        }
      }
      assertThat(plain[0]).isEqualTo(threads * rounds);
    }
  }
}

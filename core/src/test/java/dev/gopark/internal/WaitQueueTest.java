package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WaitQueueTest {
  private final WaitQueue queue = new WaitQueue();

  /** A second node of a waiter, as selects have. */
  private static final class Arm extends WaitNode {
    private final Waiter waiter;

    Arm(Waiter waiter) {
      this.waiter = waiter;
    }

    @Override
    public Waiter waiter() {
      return waiter;
    }
  }

  private static Waiter waiter() {
    return new Waiter(WaitReason.CHAN_RECEIVE, null);
  }

  private Waiter added() {
    Waiter waiter = waiter();
    queue.add(waiter);
    return waiter;
  }

  @AfterEach
  void structureIsSound() {
    queue.checkInvariants();
  }

  @Test
  @DisplayName("an empty queue gives nobody")
  void claimFirst_empty_null() {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.claimFirst()).isNull();
    assertThat(queue.claimAll()).isNull();
    WaitQueue.wakeAll(null);
  }

  @Test
  @DisplayName("waiters are claimed first come first served")
  void claimFirst_inOrder() {
    Waiter a = added();
    Waiter b = added();
    Waiter c = added();
    assertThat(queue.size()).isEqualTo(3);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.claimFirst()).isSameAs(a);
    assertThat(a.isQueued()).isFalse();
    assertThat(a.winner()).isSameAs(a);
    assertThat(queue.claimFirst()).isSameAs(b);
    assertThat(queue.claimFirst()).isSameAs(c);
    assertThat(queue.claimFirst()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  @DisplayName("a node can be removed anywhere, once or more, and be added again")
  void remove_anywhere() {
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiters.add(added());
    }
    for (int i : new int[] {2, 0, 4, 2}) {
      queue.remove(waiters.get(i));
      queue.checkInvariants();
      assertThat(waiters.get(i).isQueued()).isFalse();
    }
    assertThat(queue.size()).isEqualTo(2);
    queue.add(waiters.get(2));
    assertThat(queue.claimFirst()).isSameAs(waiters.get(1));
    assertThat(queue.claimFirst()).isSameAs(waiters.get(3));
    assertThat(queue.claimFirst()).isSameAs(waiters.get(2));
  }

  @Test
  @DisplayName("adding a node that is queued is refused")
  void add_twice_refused() {
    Waiter waiter = added();
    assertThatThrownBy(() -> queue.add(waiter)).isInstanceOf(AssertionError.class);
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("dead nodes are skipped and unlinked on the way")
  void claimFirst_skipsDead() {
    Waiter claimedElsewhere = waiter();
    var first = new Arm(claimedElsewhere);
    var second = new Arm(claimedElsewhere);
    queue.add(first);
    Waiter alive = added();
    queue.add(second);
    assertThat(claimedElsewhere.claim(new Arm(claimedElsewhere))).isTrue();
    assertThat(queue.claimFirst()).isSameAs(alive);
    assertThat(first.isQueued()).isFalse();
    assertThat(second.isQueued()).isTrue();
    assertThat(queue.claimFirst()).isNull();
    assertThat(queue.size()).isZero();
  }

  @Test
  @DisplayName("two nodes of one waiter: one is claimed, the other is dead")
  void claimAll_oneNodeAWaiter() {
    Waiter twice = waiter();
    var first = new Arm(twice);
    queue.add(first);
    queue.add(new Arm(twice));
    Waiter other = added();
    WaitNode chain = queue.claimAll();
    assertThat(chain).isSameAs(first);
    assertThat(chain.next).isSameAs(other);
    assertThat(other.next).isNull();
    assertThat(twice.winner()).isSameAs(first);
    WaitQueue.wakeAll(chain);
    assertThat(twice.await()).isEqualTo(Waiter.Outcome.WOKEN);
    assertThat(other.await()).isEqualTo(Waiter.Outcome.WOKEN);
    assertThat(first.next).isNull();
  }

  @Test
  @DisplayName("claimAll chains all in order, wakeAll cuts the chain")
  void claimAll_inOrder() {
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiters.add(added());
    }
    WaitNode chain = queue.claimAll();
    int count = 0;
    for (WaitNode node = chain; node != null; node = node.next) {
      assertThat(node).isSameAs(waiters.get(count++));
    }
    assertThat(count).isEqualTo(10);
    WaitQueue.wakeAll(chain);
    assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.next).isNull());
  }

  @Test
  @DisplayName("a wake that throws does not keep those behind it asleep; the first is rethrown")
  void wakeAll_oneThrows_allAreWoken() {
    var first = new AssertionError("first");
    Waiter ahead = added();
    queue.add(throwing(first));
    Waiter between = added();
    queue.add(throwing(new AssertionError("second")));
    WaitNode one = queue.claimAll();
    Waiter behind = added();
    WaitNode other = queue.claimAll();
    assertThatThrownBy(() -> WaitQueue.wakeAll(one, other)).isSameAs(first);
    for (Waiter waiter : List.of(ahead, between, behind)) {
      assertThat(waiter.await()).isEqualTo(Waiter.Outcome.WOKEN);
    }
  }

  private static Waiter throwing(Error error) {
    return new Waiter(WaitReason.CHAN_RECEIVE, null) {
      @Override
      public void wake() {
        throw error;
      }
    };
  }

  @Test
  @DisplayName("random adds, removes and claims agree with a deque")
  void randomOperations_agreeWithDeque() {
    long seed = System.nanoTime();
    System.out.println("randomOperations_agreeWithDeque: seed " + seed);
    var random = new Random(seed);
    var model = new ArrayDeque<Waiter>();
    List<Waiter> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          Waiter waiter = added();
          model.add(waiter);
          all.add(waiter);
        }
        case 2 -> assertThat(queue.claimFirst()).isSameAs(model.poll());
        default -> {
          if (!all.isEmpty()) {
            Waiter waiter = all.get(random.nextInt(all.size()));
            queue.remove(waiter);
            model.remove(waiter);
          }
        }
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
      if (all.size() > 50) {
        all.clear();
      }
      if (i % 100 == 0) {
        queue.checkInvariants();
      }
    }
  }

  @Test
  @DisplayName("checkInvariants notices a broken link")
  void checkInvariants_noticesDamage() {
    Waiter a = added();
    Waiter b = added();
    b.previous = null;
    assertThatThrownBy(queue::checkInvariants).isInstanceOf(AssertionError.class);
    b.previous = a;
    a.queued = false;
    assertThatThrownBy(queue::checkInvariants).isInstanceOf(AssertionError.class);
    a.queued = true;
    a.next = null;
    assertThatThrownBy(queue::checkInvariants).isInstanceOf(AssertionError.class);
    a.next = b;
  }

  @Test
  void toString_tellsTheSize() {
    added();
    assertThat(queue).hasToString("WaitQueue[1]");
  }
}

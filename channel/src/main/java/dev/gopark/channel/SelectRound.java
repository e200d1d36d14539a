package dev.gopark.channel;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.Seeds;
import dev.gopark.internal.StackReserve;
import dev.gopark.internal.WaitLine;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The machinery of one select: plans its cases, looks at all channels at one instant, waits, and
 * cleans up. It keeps its arrays and nodes, so that a round allocates nothing. Confined to one
 * thread at a time.
 */
final class SelectRound implements WaitLine {
  /*
   * Go's selectgo, in three passes, with a cheaper one in front.
   *   0. In a random order (or the given one), lock the first channel that looks ready, and it alone, and
   *      perform the operation if it can go. This is the whole round of a select that need not wait.
   *   1. Lock every channel, each once (LockSet). Poll the arms in a random order (or the given one); if one can go
   *      it does, and everything is unlocked.
   *   2. Otherwise, still holding all locks, put a node for every arm in its channel's queue, in the order of
   *      polling; unlock; park.
   *   3. Woken, interrupted or late, or failed: lock the channels one after the other and take out the nodes that
   *      are left. Only then is the round over and may the nodes be used again.
   *
   * Invariants
   *   1. Only passes 1 and 2 hold more than one lock, and none is waited for then.
   *   2. Nothing changes on any of the channels between the first poll and the last node of pass 2, so "none
   *      is ready" is true of all of them at one instant, and no wake-up is lost between looking and waiting.
   *   3. At most one node is claimed: Waiter.claim is one CAS on the waiter that all nodes share.
   *   4. A claimed node is unlinked by its claimer, all others by pass 3, in O(1) each: channels that stay
   *      quiet collect no dead nodes.
   *   5. What a wait needs is made before pass 1. Should a node not be queued all the same, for want of a thread
   *      that drives alarms, those before it are taken out again before the locks are dropped.
   * Callbacks run after all this, in Select, without a lock.
   *
   * Pass 0 only ever decides that a case is chosen, never that none is ready: what it overlooks is left to
   * pass 1, so it needs no fence. What it chooses was ready when it was taken, and a select may choose any case that
   * is; the random order makes it as fair as pass 1. With a given order that is not enough: a case of higher rank
   * may have become ready since it was looked at, and then one of lower rank, which must not overtake it. There
   * pass 0 looks at the first case only, which nothing outranks.
   *
   * Pass 3 takes one lock at a time although Go takes all again: a node that is still queued can be skipped
   * by its channel's owner meanwhile, never claimed, so there is nothing to see at one instant any more.
   *
   * Tests: SelectTest, SelectFairnessTest, SelectRaceTest, FaultsTest; jcstress SelectClaimedOnce.
   * References: Go, runtime/select.go.
   */
  private final Waiter waiter = new Waiter(WaitReason.SELECT, null);
  private long random = Seeds.SYSTEM.next() | 1;

  private int size;
  private boolean ordered;
  private SelectArm[] arms = new SelectArm[0];
  private SelectArm[] pollOrder = new SelectArm[0];
  private final LockSet locks = new LockSet();
  private @Nullable OtherwiseCase<?> otherwise;
  private @Nullable TimeoutCase<?> timeout;
  private @Nullable Object received;
  private @Nullable Hchan<?> sentOnClosed;

  // Plan

  /** Takes in the cases of the rounds to come. They have been checked. */
  void plan(Case<?>[] cases, boolean ordered) {
    this.ordered = ordered;
    ensureCapacity(cases.length);
    size = 0;
    for (Case<?> c : cases) {
      if (c instanceof ChannelCase<?> channelCase) {
        // A case of the nil channel is never ready and never looked at.
        AbstractChannel<?> channel = channelCase.channel;
        if (channel != null) {
          arms[size++].set(channelCase, channel);
        }
      } else if (c instanceof OtherwiseCase<?> o) {
        otherwise = o;
      } else if (c instanceof TimeoutCase<?> t && (timeout == null || t.nanos < timeout.nanos)) {
        timeout = t;
      }
    }
    System.arraycopy(arms, 0, pollOrder, 0, size);
    locks.plan(arms, size);
  }

  /** Lets go of everything that was planned. */
  void clear() {
    for (int i = 0; i < size; i++) {
      arms[i].clear();
    }
    locks.clear();
    size = 0;
    otherwise = null;
    timeout = null;
    received = null;
    waiter.release();
  }

  /** How many arms this round has room for. */
  int capacity() {
    return arms.length;
  }

  private void ensureCapacity(int capacity) {
    int old = arms.length;
    if (old < capacity) {
      arms = Arrays.copyOf(arms, capacity);
      for (int i = old; i < capacity; i++) {
        arms[i] = new SelectArm(waiter);
      }
      pollOrder = new SelectArm[capacity];
      locks.ensureCapacity(capacity);
    }
  }

  // Run

  /**
   * Runs one round.
   *
   * @return the case that was chosen; what it received is in {@link #takeReceived()}
   * @throws ChannelClosedException if a send on a closed channel was chosen
   * @throws InterruptedException if interrupted while waiting; no case was chosen
   */
  Case<?> run() throws InterruptedException {
    if (!ordered) {
      shuffle();
    }
    SelectArm chosen = takeReady();
    if (chosen == null) {
      chosen = takeOrWait();
    }
    Hchan<?> closed = sentOnClosed;
    if (closed != null) {
      sentOnClosed = null;
      throw closed.sendOnClosed();
    }
    if (chosen != null) {
      return chosen.channelCase();
    }
    Case<?> instead = otherwise != null ? otherwise : timeout;
    assert instead != null : "a round without a way out was not interrupted";
    return instead;
  }

  /** Pass 0: performs one operation that looks ready, with no more than its own channel's lock. */
  private @Nullable SelectArm takeReady() {
    int looks = ordered ? Math.min(size, 1) : size;
    for (int i = 0; i < looks; i++) {
      SelectArm arm = pollOrder[i];
      if (arm.looksReady()) {
        AbstractChannel<?> channel = arm.channel();
        boolean went;
        Waiter peer = null;
        channel.lock();
        try {
          went = poll(arm);
          if (went) {
            peer = channel.takeWoken();
          }
        } finally {
          channel.release();
        }
        if (peer != null) {
          peer.wake();
        }
        if (went) {
          return arm;
        }
      }
    }
    return null;
  }

  /** Passes 1 to 3: the arm that went, or null for the case without a channel. */
  private @Nullable SelectArm takeOrWait() throws InterruptedException {
    boolean mayWait = otherwise == null && (timeout == null || timeout.nanos > 0);
    if (mayWait) {
      prepare();
    }
    SelectArm chosen;
    Waiter peer = null;
    boolean waits = false;
    locks.lockAll();
    try {
      chosen = pollAll();
      if (chosen != null) {
        peer = chosen.channel().takeWoken();
      } else if (mayWait) {
        enqueueAll();
        waits = true;
      }
    } finally {
      locks.unlockAll();
    }
    if (peer != null) {
      peer.wake();
    }
    return waits ? await() : chosen;
  }

  /** What the last round received, null for the end of a channel; forgets it. */
  @Nullable Object takeReceived() {
    Object received = this.received;
    this.received = null;
    return received;
  }

  /** Pass 1: performs the first operation that can go. All locks held. */
  private @Nullable SelectArm pollAll() {
    for (int i = 0; i < size; i++) {
      SelectArm arm = pollOrder[i];
      if (poll(arm)) {
        return arm;
      }
    }
    return null;
  }

  /** Performs an arm's operation if it can go: whether it could. Its channel's lock held. */
  private boolean poll(SelectArm arm) {
    AbstractChannel<?> channel = arm.channel();
    Object element = arm.element();
    if (element == null) {
      // Told apart by hand: a call site shared by all selects would soon be a virtual call.
      Object found = channel instanceof Hchan<?> hchan ? hchan.poll() : channel.poll();
      if (found == null) {
        return false;
      }
      received = found == Hchan.CLOSED ? null : found;
      return true;
    }
    Hchan<?> hchan = (Hchan<?>) channel;
    int result = hchan.offer(element);
    if (result == Hchan.FULL) {
      return false;
    }
    sentOnClosed = result == Hchan.SEND_ON_CLOSED ? hchan : null;
    return true;
  }

  /** Makes what a wait needs. No lock held. */
  private void prepare() {
    StackReserve.check();
    waiter.rearm(size == 0 ? WaitReason.SELECT_NO_CASES : WaitReason.SELECT, this);
    if (timeout != null) {
      waiter.prepareDeadline();
    }
    if (locks.isTimed()) {
      for (int i = 0; i < size; i++) {
        arms[i].prepare();
      }
    }
  }

  /**
   * Pass 2. All locks held. In the order of polling: of several arms on one channel, whoever comes
   * takes the first that is queued, and that must be any of them.
   */
  private void enqueueAll() {
    try {
      for (int i = 0; i < size; i++) {
        pollOrder[i].enqueue();
      }
    } catch (Throwable thrown) {
      // Under all the locks: nobody has seen those that are queued.
      for (int i = 0; i < size; i++) {
        arms[i].remove();
        arms[i].item(null);
      }
      throw thrown;
    }
  }

  /** Parks, then pass 3: the arm that was claimed, or null for a timeout. */
  private @Nullable SelectArm await() throws InterruptedException {
    TimeoutCase<?> timeout = this.timeout;
    Waiter.Outcome outcome =
        waiter.await(this, timeout == null ? Deadline.NEVER : Deadline.in(timeout.nanos));
    if (outcome == Waiter.Outcome.INTERRUPTED) {
      throw new InterruptedException("interrupted while selecting from " + size + " channel cases");
    }
    SelectArm chosen = (SelectArm) waiter.winner();
    if (chosen != null) {
      Object item = chosen.item();
      chosen.item(null);
      if (chosen.element() == null) {
        received = item;
      } else if (item != null) {
        sentOnClosed = (Hchan<?>) chosen.channel();
      }
    }
    return chosen;
  }

  /** Pass 3. */
  @Override
  public void leave(Waiter waiter, boolean woken) {
    WaitNode winner = waiter.winner();
    for (int i = 0; i < size; i++) {
      SelectArm arm = arms[i];
      if (arm != winner) {
        arm.leave();
        arm.item(null);
      }
    }
  }

  /**
   * For dumps: what is selected from. Read without a lock by other threads, so it may be a round
   * late.
   */
  @Override
  public String toString() {
    var text = new StringJoiner(", ", "[", "]");
    SelectArm[] arms = this.arms;
    for (int i = 0; i < Math.min(size, arms.length); i++) {
      text.add(arms[i].toString());
    }
    return text.toString();
  }

  // Random order

  /** Fisher and Yates; shuffling what is already shuffled is as uniform as shuffling anew. */
  private void shuffle() {
    for (int i = size - 1; i > 0; i--) {
      int j = randomBelow(i + 1);
      SelectArm arm = pollOrder[i];
      pollOrder[i] = pollOrder[j];
      pollOrder[j] = arm;
    }
  }

  /** Marsaglia's xorshift64, its upper half scaled to the bound by a multiplication (Lemire). */
  private int randomBelow(int bound) {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return (int) (((x >>> 32) * bound) >>> 32);
  }
}

package dev.gopark.channel;

import dev.gopark.channel.internal.Watchable;
import dev.gopark.internal.Deadline;
import dev.gopark.internal.StackReserve;
import dev.gopark.internal.WaitNode;
import dev.gopark.internal.WaitQueue;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The operations of a channel with or without a buffer, other than select. */
final class Hchan<T> extends HchanState<T> implements Channel<T>, Watchable {
  /*
   * Each operation takes the lock once, makes one of the steps of HchanState, and wakes whom that claimed after
   * it has dropped the lock. One that has to wait queues a waiter in the same critical section (and one with a
   * deadline, which needs more than a waiter, makes all of it before); what happens then is Waiter.await.
   */

  Hchan(int capacity) {
    super(capacity);
  }

  // Send

  @Override
  public void send(T value) throws InterruptedException {
    requireElement(value);
    Waiter self = offerOrEnqueue(value, null);
    if (self != null) {
      finishSend(self, Deadline.NEVER);
    }
  }

  @Override
  public boolean trySend(T value) {
    requireElement(value);
    return offerNow(value);
  }

  @Override
  public boolean trySend(T value, Duration timeout) throws InterruptedException {
    requireElement(value);
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    if (offerNow(value)) {
      return true;
    }
    if (nanos == 0) {
      return false;
    }
    long deadline = Deadline.in(nanos);
    Waiter self = offerOrEnqueue(value, timedWaiter(WaitReason.CHAN_SEND));
    return self == null || finishSend(self, deadline);
  }

  /** Sends without waiting: whether it was sent. */
  boolean offerNow(Object value) {
    VarHandle.fullFence();
    if (!closedAcquire() && isFullAcquire() && !closedAcquire()) {
      return false;
    }
    Waiter peer;
    int result;
    lock();
    try {
      result = offer(value);
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    } else if (result == SEND_ON_CLOSED) {
      throw sendOnClosed();
    }
    return result == SENT;
  }

  /**
   * Sends, or joins the waiting senders, with a waiter that is made before it is queued: null if it
   * was sent, else the waiter to wait with.
   */
  private @Nullable Waiter offerOrEnqueue(Object value, @Nullable Waiter self) {
    Waiter peer;
    int result;
    lock();
    try {
      result = offer(value);
      if (result == FULL) {
        if (self == null) {
          self = new Waiter(WaitReason.CHAN_SEND, this);
        }
        self.item(value);
        sendq().add(self);
        return self;
      }
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    } else if (result == SEND_ON_CLOSED) {
      throw sendOnClosed();
    }
    return null;
  }

  /** Waits: whether the element was sent. */
  private boolean finishSend(Waiter self, long deadline) throws InterruptedException {
    if (!await(self, deadline)) {
      return false;
    }
    if (self.item() != null) {
      throw sendOnClosed();
    }
    return true;
  }

  /** A waiter with all that a timed wait needs. */
  private Waiter timedWaiter(WaitReason reason) {
    StackReserve.check();
    var self = new Waiter(reason, this);
    self.prepareDeadline();
    return self;
  }

  // Receive

  @Override
  public @Nullable T receive() throws InterruptedException {
    Object found = pollOrEnqueue(null);
    if (found instanceof Waiter self) {
      await(self, Deadline.NEVER);
      found = self.item();
    }
    return found == CLOSED ? null : element(found);
  }

  @Override
  public Received<T> tryReceive() {
    return received(pollNow());
  }

  @Override
  public Received<T> tryReceive(Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    Object found = pollNow();
    if (found == null && nanos > 0) {
      long deadline = Deadline.in(nanos);
      found = pollOrEnqueue(timedWaiter(WaitReason.CHAN_RECEIVE));
      if (found instanceof Waiter self) {
        if (!await(self, deadline)) {
          return empty();
        }
        found = self.item() == null ? CLOSED : self.item();
      }
    }
    return received(found);
  }

  /** Receives without waiting: the element, null if there is none, {@link #CLOSED} at the end. */
  @Override
  @Nullable Object pollNow() {
    VarHandle.fullFence();
    if (isEmptyAcquire()) {
      if (!closedAcquire()) {
        return null;
      }
      if (isEmptyAcquire()) {
        return CLOSED;
      }
    }
    Waiter peer;
    Object found;
    lock();
    try {
      found = poll();
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    }
    return found;
  }

  /**
   * Receives, or joins the waiting receivers, with a waiter that is made before it is queued: the
   * element, {@link #CLOSED} at the end, or the {@link Waiter} to wait with, which no user can have
   * sent.
   */
  private Object pollOrEnqueue(@Nullable Waiter self) {
    Waiter peer;
    Object found;
    lock();
    try {
      found = poll();
      if (found == null) {
        if (self == null) {
          self = new Waiter(WaitReason.CHAN_RECEIVE, this);
        }
        recvq.add(self);
        return self;
      }
      peer = takeWoken();
    } finally {
      unlock();
    }
    if (peer != null) {
      peer.wake();
    }
    return found;
  }

  // Close

  @Override
  public void close() {
    if (!tryClose()) {
      throw new ChannelClosedException("close of closed channel: " + this);
    }
  }

  @Override
  public boolean tryClose() {
    WaitNode receivers;
    WaitNode senders;
    lock();
    try {
      if (closedPlain()) {
        return false;
      }
      closedRelease();
      receivers = recvq.claimAll();
      senders = sendq().claimAll();
    } finally {
      unlock();
    }
    WaitQueue.wakeAll(receivers, senders);
    return true;
  }

  // Watchers

  @Override
  public boolean watch(Waiter watcher) {
    lock();
    try {
      boolean waits = !closedPlain() && ring.isEmpty() && !sendq().hasLive();
      if (waits) {
        recvq.add(watcher);
      }
      return waits;
    } finally {
      unlock();
    }
  }

  @Override
  public void unwatch(Waiter watcher) {
    lock();
    recvq.remove(watcher);
    unlock();
  }

  @Override
  public boolean closeIfFree() {
    if (!tryLock()) {
      return false;
    }
    WaitNode receivers = null;
    WaitNode senders = null;
    try {
      if (!closedPlain()) {
        closedRelease();
        receivers = recvq.claimAll();
        senders = sendq().claimAll();
      }
    } finally {
      unlock();
    }
    WaitQueue.wakeAll(receivers, senders);
    return true;
  }

  // Select cases

  @Override
  public Case<@Nullable Void> onSend(T value) {
    requireElement(value);
    return new SendCase<>(this, value, null);
  }

  @Override
  public <R extends @Nullable Object> Case<R> onSend(T value, Callable<? extends R> then) {
    requireElement(value);
    return new SendCase<>(this, value, Objects.requireNonNull(then, "then"));
  }

  // State

  ChannelClosedException sendOnClosed() {
    return new ChannelClosedException("send on closed channel: " + this);
  }

  @Override
  public String toString() {
    int capacity = capacity();
    return "Channel#"
        + id()
        + (capacity == 0 ? "[unbuffered" : "[buffered " + size() + "/" + capacity)
        + ", senders waiting "
        + sendq().size()
        + ", receivers waiting "
        + recvq.size()
        + (closedAcquire() ? ", closed]" : ", open]");
  }

  private static void requireElement(@Nullable Object value) {
    if (value == null) {
      throw new NullPointerException("send of null: null is not an element, it means closed");
    }
  }

  @SuppressWarnings("unchecked") // only a T is ever sent
  private @Nullable T element(@Nullable Object item) {
    return (T) item;
  }

  @SuppressWarnings("unchecked") // only a T is ever sent
  private Received<T> received(@Nullable Object found) {
    if (found == null) {
      return empty();
    }
    return found == CLOSED ? closed() : new Received.Value<>((T) found);
  }

  @SuppressWarnings("unchecked") // holds no T
  private Received<T> closed() {
    return (Received<T>) Received.Closed.INSTANCE;
  }
}

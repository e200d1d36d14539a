package dev.gopark.channel;

import dev.gopark.internal.Deadline;
import dev.gopark.internal.NanoClock;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The nil channel: nothing is ever ready, everything that waits waits for ever. */
final class NeverChannel implements Channel<Object> {
  private static final NeverChannel INSTANCE = new NeverChannel();

  private NeverChannel() {}

  @SuppressWarnings("unchecked") // no element ever goes in or comes out
  static <T> Channel<T> instance() {
    return (Channel<T>) INSTANCE;
  }

  @Override
  public void send(Object value) throws InterruptedException {
    Objects.requireNonNull(value, "value");
    waitForEver(WaitReason.CHAN_SEND_NIL);
  }

  @Override
  public boolean trySend(Object value) {
    Objects.requireNonNull(value, "value");
    return false;
  }

  @Override
  public boolean trySend(Object value, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(value, "value");
    waitFor(WaitReason.CHAN_SEND_NIL, timeout);
    return false;
  }

  @Override
  public @Nullable Object receive() throws InterruptedException {
    waitForEver(WaitReason.CHAN_RECEIVE_NIL);
    return null;
  }

  @Override
  public Received<Object> tryReceive() {
    return empty();
  }

  @Override
  public Received<Object> tryReceive(Duration timeout) throws InterruptedException {
    waitFor(WaitReason.CHAN_RECEIVE_NIL, timeout);
    return empty();
  }

  @Override
  public void close() {
    throw new IllegalStateException("close of nil channel: " + this + " cannot be closed");
  }

  @Override
  public boolean tryClose() {
    return false;
  }

  @Override
  public Case<@Nullable Void> onSend(Object value) {
    return new SendCase<>(null, Objects.requireNonNull(value, "value"), null);
  }

  @Override
  public <R extends @Nullable Object> Case<R> onSend(Object value, Callable<? extends R> then) {
    return new SendCase<>(
        null, Objects.requireNonNull(value, "value"), Objects.requireNonNull(then, "then"));
  }

  @Override
  public Case<@Nullable Object> onReceive() {
    return new ReceiveCase<>(null, null);
  }

  @Override
  public <R extends @Nullable Object> Case<R> onReceive(
      ReceiveBody<? super Object, ? extends R> then) {
    return new ReceiveCase<Object, R>(null, Objects.requireNonNull(then, "then"));
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public boolean isDrained() {
    return false;
  }

  @Override
  public String toString() {
    return "Channel.never()";
  }

  @SuppressWarnings("unchecked") // holds no element
  private static Received<Object> empty() {
    return (Received<Object>) Received.Empty.INSTANCE;
  }

  private void waitForEver(WaitReason reason) throws InterruptedException {
    new Waiter(reason, this).await();
    throw interrupted();
  }

  private void waitFor(WaitReason reason, Duration timeout) throws InterruptedException {
    long nanos = Deadline.nanos(Objects.requireNonNull(timeout, "timeout"));
    if (nanos > 0) {
      long deadline = Deadline.after(NanoClock.SYSTEM.nanoTime(), nanos);
      if (new Waiter(reason, this).awaitUntil(deadline) == Waiter.Outcome.INTERRUPTED) {
        throw interrupted();
      }
    }
  }

  private static InterruptedException interrupted() {
    return new InterruptedException("interrupted while waiting on a channel that is never ready");
  }
}

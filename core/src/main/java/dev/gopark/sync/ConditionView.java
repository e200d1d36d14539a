package dev.gopark.sync;

import dev.gopark.internal.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A {@link Cond} as a {@link Condition}. */
final class ConditionView implements Condition {
  private final Cond cond;

  ConditionView(Cond cond) {
    this.cond = cond;
  }

  @Override
  public void await() throws InterruptedException {
    cond.await();
  }

  @Override
  public void awaitUninterruptibly() {
    cond.awaitUninterruptibly();
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long start = NanoClock.SYSTEM.nanoTime();
    boolean signalled = cond.await(Duration.ofNanos(nanos));
    long remaining = nanos - (NanoClock.SYSTEM.nanoTime() - start);
    return signalled ? remaining : Math.min(remaining, 0);
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return cond.await(Duration.ofNanos(unit.toNanos(time)));
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    return cond.await(Duration.between(Instant.now(), deadline.toInstant()));
  }

  @Override
  public void signal() {
    cond.signal();
  }

  @Override
  public void signalAll() {
    cond.broadcast();
  }

  @Override
  public String toString() {
    return "Condition view of " + cond;
  }
}

package dev.gopark.timer;

import dev.gopark.internal.EventSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A shard that the test drives, and an alarm in its inbox that is set to 10. */
public abstract class OneAlarm {
  final TimerShard shard = new TimerShard(new TimerHeap(1), (source, deadline) -> {});
  final AtomicInteger rung = new AtomicInteger();
  final QueuedAlarm alarm = QueuedAlarm.started(shard, due -> rung.incrementAndGet(), 10);

  /** Drives the shard as its owner does, by its deadline, up to a time: how often it has rung. */
  final int rungBy(long now) {
    long next;
    while ((next = shard.nextDeadline()) != EventSource.NONE && next <= now) {
      shard.fireDue(next);
    }
    shard.checkInvariants();
    return rung.get();
  }
}

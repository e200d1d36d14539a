package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.sync.Mutex;
import dev.gopark.sync.Semaphore;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the page on select says of waiting for a lock, a permit or a wait group beside channels: a
 * goroutine waits for it and hands it over through an unbuffered channel, or gives it back.
 */
class SyncBridgeTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** Takes two permits in another goroutine, and hands them to whoever receives. */
  private static Call<Void> acquire(Semaphore permits, Channel<Signal> acquired) {
    return Call.goRun(() -> {
      permits.acquire(2);
      boolean taken = false;
      try {
        acquired.send(Signal.SIGNAL);
        taken = true;
      } finally {
        if (!taken) {
          permits.release(2);
        }
      }
    });
  }

  @Test
  @DisplayName("a permit that is free is handed over; one that is not leaves the select to others")
  void semaphore_besideChannels() throws InterruptedException {
    var permits = new Semaphore(2);
    Channel<String> news = Channel.make(1);
    Channel<Signal> acquired = Channel.make();
    Call<Void> waiter = acquire(permits, acquired);
    String first =
        Select.select(acquired.onReceive(s -> "permits"), news.onReceive(), Select.timeout(LONG));
    assertThat(first).isEqualTo("permits");
    waiter.await();
    assertThat(permits.available()).isZero();

    waiter = acquire(permits, acquired);
    news.send("news");
    String second = Select.select(acquired.onReceive(s -> "permits"), news.onReceive());
    assertThat(second).isEqualTo("news");
    waiter.cancel(true);
    waiter.thread().join();
    permits.release(2);
    assertThat(permits.available()).isEqualTo(2);
  }

  @Test
  @DisplayName("whichever of the two wins, no permit is lost or doubled")
  void semaphore_racingWithNews_conserved() throws InterruptedException {
    var permits = new Semaphore(2);
    for (int i = 0; i < Scale.of(2_000); i++) {
      Channel<String> news = Channel.make(1);
      Channel<Signal> acquired = Channel.make();
      Call<Void> waiter = acquire(permits, acquired);
      Thread sender = Go.go(() -> news.send("news"));
      boolean mine = Select.select(acquired.onReceive(s -> true), news.onReceive(s -> false));
      waiter.cancel(true);
      waiter.thread().join();
      sender.join();
      assertThat(permits.available()).isEqualTo(mine ? 0 : 2);
      if (mine) {
        permits.release(2);
      }
    }
  }

  @Test
  @DisplayName("a mutex that another goroutine locked is unlocked by whoever it was handed to")
  void mutex_handedOver() throws InterruptedException {
    var mutex = new Mutex();
    Channel<Signal> locked = Channel.make();
    Call<Void> waiter =
        Call.goRun(() -> {
          mutex.lock();
          boolean taken = false;
          try {
            locked.send(Signal.SIGNAL);
            taken = true;
          } finally {
            if (!taken) {
              mutex.unlock();
            }
          }
        });
    boolean mine = Select.select(locked.onReceive(s -> true), Select.timeout(LONG, () -> false));
    assertThat(mine).isTrue();
    waiter.await();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  @DisplayName("a wait group is waited for by a call: nothing to give back")
  void waitGroup_asCall() throws InterruptedException {
    var group = new WaitGroup();
    group.add(1);
    Call<Void> all = Call.goRun(() -> group.await());
    assertThat(Select.<String>select(all.onResult(v -> "all"), Select.otherwise(() -> "not yet")))
        .isEqualTo("not yet");
    group.done();
    assertThat(Select.<String>select(all.onResult(v -> "all"), Select.timeout(LONG, () -> "late")))
        .isEqualTo("all");
  }
}

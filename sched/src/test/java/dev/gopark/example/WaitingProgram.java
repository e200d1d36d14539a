package dev.gopark.example;

import dev.gopark.sched.Scheduler;
import java.util.concurrent.CountDownLatch;

/** Not in the scheduler's package, whose frames dumps leave out: prints the dump of a goroutine. */
public final class WaitingProgram {
  private WaitingProgram() {}

  /** Starts a goroutine, waits until it waits, and prints the dump. */
  public static void main(String[] args) throws InterruptedException {
    Scheduler scheduler = Scheduler.builder().procs(1).build();
    var hold = new CountDownLatch(1);
    Thread thread = startedHere(scheduler, hold);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    System.out.println(scheduler.dump());
    hold.countDown();
    thread.join();
  }

  private static Thread startedHere(Scheduler scheduler, CountDownLatch hold) {
    return scheduler.go("waiting", hold::await);
  }
}

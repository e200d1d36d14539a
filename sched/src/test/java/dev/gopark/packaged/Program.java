package dev.gopark.packaged;

import dev.gopark.Go;
import dev.gopark.sched.Scheduler;

/**
 * What {@link WaysInIT} starts: says whether schedulers can be made, and where a goroutine runs.
 */
public final class Program {
  private Program() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("reason: " + Scheduler.supportReason());
    Go.go(() -> System.out.println("goroutine: " + Thread.currentThread())).join();
    if (Scheduler.isSupported()) {
      try (Scheduler own = Scheduler.builder().name("own").procs(1).build()) {
        own.go(() -> System.out.println("own: " + Thread.currentThread())).join();
      }
    }
  }
}

package dev.gopark.sched;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Says once, in the log, that a scheduler can have no more platform threads: its limit, the
 * container's or the machine's is reached.
 */
final class LimitNotice implements Runnable {
  /*
   * Neither sysmon nor a machine may log: a handler takes locks, and their holder may be a goroutine that waits
   * for just the processor that sysmon or the machine should provide. At the limit no thread can be started
   * either. So a thread for it is started when a scheduler has EARLY more machines than processors, which few ever
   * have, and waits until it is needed. If it could not be started, a goroutine says it when it gets to run.
   */
  static final int EARLY = 8;

  private final Kernel kernel;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private final AtomicBoolean said = new AtomicBoolean();
  private volatile @Nullable String message;

  LimitNotice(Kernel kernel) {
    this.kernel = kernel;
  }

  /** More and more machines are made. */
  void prepare() {
    if (thread.get() == null) {
      Thread fresh = new Thread(null, this, "gopark-" + kernel.name + "-notice", 0, false);
      fresh.setDaemon(true);
      if (thread.compareAndSet(null, fresh)) {
        boolean started = false;
        try {
          fresh.start(); // looks for the message before it parks
          started = true;
        } catch (OutOfMemoryError e) {
          // A goroutine will do it.
        } finally {
          if (!started) {
            thread.set(null);
          }
        }
      }
    }
  }

  /** The limit is reached: at {@code machines}, for a reason. */
  void say(int machines, String why) {
    if (said.get() || !said.compareAndSet(false, true)) {
      return;
    }
    message =
        "the scheduler "
            + kernel.name
            + " has "
            + machines
            + " platform threads and gets no more ("
            + why
            + "): goroutines that compute or block for long now keep their processors until one of"
            + " them pauses. Let fewer goroutines block their threads at once, or raise the limit"
            + " of threads (ulimit -u, the container's limit of pids)";
    prepare();
    Thread thread = this.thread.get();
    if (thread != null) {
      LockSupport.unpark(thread);
    } else if (!kernel.shutdown.isRefusing()) {
      kernel.lifetimes.newThread("gopark-notice", this::log).start();
    }
  }

  @Override
  public void run() {
    while (message == null) {
      if (kernel.shutdown.isStopping()) {
        return;
      }
      Parking.park(this);
    }
    log();
  }

  private void log() {
    System.getLogger("dev.gopark").log(System.Logger.Level.WARNING, message);
  }

  /** The scheduler ends. */
  void stop() {
    LockSupport.unpark(thread.get());
  }
}

package dev.gopark.context;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A root that ends when the JVM is told to, and holds it back until its holder is done. */
final class ShutdownContext extends CancelNode {
  /*
   * The JVM runs its shutdown hooks beside the program's threads and halts when the last hook returns. A
   * hook that only cancelled would let it halt in the middle of what the program does next. So ours cancels,
   * and then waits for the holder's close, which is the end of the try statement, or for the grace period.
   * A cancel by the holder before the shutdown takes the hook away.
   */
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  private ShutdownContext(Duration grace) {
    super(EmptyContext.BACKGROUND);
    hook = new Thread(() -> shutDown(grace), "gopark-until-shutdown");
  }

  static ShutdownContext open(Duration grace) {
    var context = new ShutdownContext(grace);
    try {
      Runtime.getRuntime().addShutdownHook(context.hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      context.end();
    }
    return context;
  }

  private void shutDown(Duration grace) {
    end();
    try {
      boolean unused = closed.await(TimeUnit.NANOSECONDS.convert(grace), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Somebody wants the JVM to go on halting: so it does.
    }
  }

  private void end() {
    super.cancel(new ShutdownException());
  }

  @Override
  public void cancel() {
    super.cancel();
    release();
  }

  @Override
  public void cancel(@Nullable Throwable cause) {
    super.cancel(cause);
    release();
  }

  private void release() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook has been started, and has just been let go.
    }
  }

  @Override
  String kind() {
    return ".UntilShutdown";
  }
}

package dev.gopark.examples;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.Received;
import java.time.Duration;

/**
 * Ctrl-C as a channel: it is closed when the JVM is told to end, which then waits for {@link
 * #close()}, so that the program can stop by itself.
 */
final class CtrlC implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Channel<Void> pressed = Channel.make();
  private final Channel<Void> finished = Channel.make();

  private CtrlC() {}

  static CtrlC install() {
    var ctrlC = new CtrlC();
    Runtime.getRuntime().addShutdownHook(new Thread(ctrlC::shutDown, "ctrl-c"));
    return ctrlC;
  }

  /** Closed when the JVM is ending. */
  ReceiveChannel<Void> pressed() {
    return pressed;
  }

  /** Lets the JVM end: the program has cleaned up. */
  @Override
  public void close() {
    finished.close();
  }

  private void shutDown() {
    pressed.close();
    try {
      if (finished.tryReceive(GRACE) instanceof Received.Empty) {
        System.err.println("digest: still busy after " + GRACE.toSeconds() + " s, giving up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.gopark.examples.service;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A log for any number of goroutines: one goroutine owns the stream, so lines are never mixed, and
 * nobody waits for the disk. What is too much is dropped, and counted in the log itself.
 */
final class Log implements AutoCloseable {
  private static final int ROOM = 4_096;

  private final Channel<String> lines = Channel.make(ROOM);
  private final AtomicLong dropped = new AtomicLong();
  private final PrintStream out;
  private final Thread writer;

  Log(PrintStream out) {
    this.out = out;
    this.writer = Go.go("log", this::write);
  }

  /** Logs a line; never waits. */
  void line(String text) {
    String line = Instant.now() + " " + text;
    try {
      if (!lines.trySend(line)) {
        dropped.incrementAndGet();
      }
    } catch (ChannelClosedException e) {
      dropped.incrementAndGet();
    }
  }

  private void write() throws InterruptedException {
    lines.range(line -> {
      out.println(line);
      if (lines.size() == 0) {
        out.flush();
        reportDropped();
      }
    });
    reportDropped();
    out.flush();
  }

  private void reportDropped() {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      out.println(Instant.now() + " " + count + " lines dropped");
    }
  }

  /** Writes what is there, and ends. */
  @Override
  public void close() {
    if (lines.tryClose()) {
      boolean interrupted = false;
      while (true) {
        try {
          writer.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

package dev.gopark;

import dev.gopark.internal.Spawner;
import org.jspecify.annotations.Nullable;

/**
 * The main program of the JVMs that {@link SpawnersTest} starts, and the scheduler that it offers
 * them.
 */
final class SpawnersProbe {
  private SpawnersProbe() {}

  /** Found by ServiceLoader; usable unless -Dprobe.reason says why not. */
  public static final class Fake implements Spawner {
    @Override
    public Thread spawn(@Nullable String name, Runnable body) {
      return Thread.ofVirtual().name("fake-" + name).start(body);
    }

    @Override
    public @Nullable String unusable() {
      return System.getProperty("probe.reason");
    }

    @Override
    public boolean isExpected() {
      return Boolean.getBoolean("probe.expected");
    }

    @Override
    public String toString() {
      return "fake scheduler";
    }
  }

  public static void main(String[] args) throws InterruptedException {
    try {
      Thread thread = Go.go("a", () -> {});
      thread.join();
      System.out.println("ran on " + Spawners.CURRENT + " as " + thread.getName());
    } catch (ExceptionInInitializerError e) {
      System.out.println("failed: " + e.getCause());
    }
  }
}

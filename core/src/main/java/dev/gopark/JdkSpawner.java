package dev.gopark;

import dev.gopark.internal.Spawner;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Goroutines as plain virtual threads, on whatever scheduler the JDK gives them. */
final class JdkSpawner implements Spawner {
  private final ThreadFactory unnamed = Thread.ofVirtual().factory();

  @Override
  public Thread spawn(@Nullable String name, Runnable body) {
    if (name != null) {
      return Thread.ofVirtual().name(name).start(body);
    }
    Thread thread = unnamed.newThread(body);
    thread.start();
    return thread;
  }

  @Override
  public @Nullable String unusable() {
    return null;
  }

  @Override
  public String toString() {
    return "JDK virtual-thread scheduler";
  }
}

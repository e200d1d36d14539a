package dev.gopark.channel;

import dev.gopark.Go;
import dev.gopark.Task;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;

/**
 * On what kind of threads the tests of this module run their goroutines.
 *
 * <p>The system property {@code gopark.test.threads} lists the kinds, separated by commas: {@code
 * virtual} (whatever {@link Go#go} gives, so a scheduler module on the path takes over), {@code
 * platform}, or the name of a class that implements this interface and has a constructor without
 * parameters. The default is {@code virtual,platform}. Shared contracts run on every kind, all
 * other tests on the first.
 */
public interface Threads {
  /**
   * Starts a thread of this kind.
   *
   * @param task what it runs; it does not throw
   * @return the started thread
   */
  Thread start(Task task);

  /** The kinds that were asked for, at least one. */
  static List<Threads> kinds() {
    var kinds = new ArrayList<Threads>();
    for (String name :
        System.getProperty("gopark.test.threads", "virtual,platform").split(",", -1)) {
      kinds.add(
          switch (name.strip()) {
            case "virtual" -> new VirtualThreads();
            case "platform" -> new PlatformThreads();
            default -> made(name.strip());
          });
    }
    return kinds;
  }

  /** The kind for tests that run on one only. */
  static Threads first() {
    return kinds().get(0);
  }

  private static Threads made(String className) {
    try {
      Constructor<?> constructor = Class.forName(className).getDeclaredConstructor();
      return (Threads) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "-Dgopark.test.threads=" + className + ": virtual, platform or a class", e);
    }
  }
}

package dev.gopark;

import dev.gopark.internal.Spawner;
import java.util.Locale;
import java.util.ServiceLoader;

/** Chooses, once, who starts the goroutines of {@link Go#go(Task)}. */
final class Spawners {
  private static final String PROPERTY = "gopark.scheduler";

  static final Spawner CURRENT = choose(System.getProperty(PROPERTY, "auto"));

  private Spawners() {}

  static Spawner choose(String setting) {
    return switch (setting.toLowerCase(Locale.ROOT)) {
      case "jdk" -> new JdkSpawner();
      case "auto" -> provider(false);
      case "gmp" -> provider(true);
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + setting + " is not known: use auto, gmp or jdk");
    };
  }

  private static Spawner provider(boolean required) {
    for (Spawner spawner : ServiceLoader.load(Spawner.class, Spawner.class.getClassLoader())) {
      String reason = spawner.unusable();
      if (reason == null) {
        return spawner;
      }
      if (required) {
        throw new IllegalStateException("-D" + PROPERTY + "=gmp cannot be met: " + reason);
      }
      System.getLogger("dev.gopark").log(System.Logger.Level.INFO, reason);
    }
    if (required) {
      throw new IllegalStateException(
          "-D" + PROPERTY + "=gmp cannot be met: gopark-sched is not on the class or module path");
    }
    return new JdkSpawner();
  }
}

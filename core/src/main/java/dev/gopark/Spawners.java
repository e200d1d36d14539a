package dev.gopark;

import dev.gopark.internal.Simulator;
import dev.gopark.internal.Spawner;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Chooses, once, who starts the goroutines of {@link Go#go(Task)}. */
final class Spawners {
  private static final String PROPERTY = "gopark.scheduler";

  static final Spawner CURRENT = simulated(chooseOrRefuse(System.getProperty(PROPERTY)));

  private Spawners() {}

  private static Spawner simulated(Spawner chosen) {
    Simulator simulator = Simulator.get();
    return simulator == null ? chosen : simulator.spawner(chosen);
  }

  /** A setting that cannot be met is said at each start of a goroutine, not only at the first. */
  static Spawner chooseOrRefuse(@Nullable String setting) {
    try {
      return choose(setting);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Refusing(e);
    }
  }

  static Spawner choose(@Nullable String setting) {
    if (setting == null) {
      return providerOrJdk(System.Logger.Level.DEBUG);
    }
    return switch (setting.toLowerCase(Locale.ROOT)) {
      case "jdk" -> new JdkSpawner();
      case "auto" -> providerOrJdk(System.Logger.Level.INFO);
      case "gmp" -> provider();
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + setting + " is not known: use auto, gmp or jdk");
    };
  }

  private static Spawner provider() {
    String problem = "gopark-sched is not on the class or module path";
    for (Spawner spawner : ServiceLoader.load(Spawner.class, Spawner.class.getClassLoader())) {
      String reason = spawner.unusable();
      if (reason == null) {
        return spawner;
      }
      problem = reason;
    }
    throw new IllegalStateException("-D" + PROPERTY + "=gmp cannot be met: " + problem);
  }

  /**
   * Falls back on the JDK's scheduler. Whoever has not asked for another, by name or by opening the
   * package that it needs, wants to hear nothing of that.
   */
  private static Spawner providerOrJdk(System.Logger.Level levelUnlessExpected) {
    for (Spawner spawner : ServiceLoader.load(Spawner.class, Spawner.class.getClassLoader())) {
      String reason = spawner.unusable();
      if (reason == null) {
        return spawner;
      }
      System.getLogger("dev.gopark")
          .log(
              spawner.isExpected() ? System.Logger.Level.INFO : levelUnlessExpected,
              reason + "; goroutines run on the JDK's own scheduler");
    }
    return new JdkSpawner();
  }

  private static final class Refusing implements Spawner {
    private final RuntimeException reason;

    Refusing(RuntimeException reason) {
      this.reason = reason;
    }

    @Override
    public Thread spawn(@Nullable String name, Runnable body) {
      throw new IllegalStateException(reason.getMessage(), reason);
    }

    @Override
    public @Nullable String unusable() {
      return reason.getMessage();
    }
  }
}

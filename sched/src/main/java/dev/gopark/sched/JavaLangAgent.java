package dev.gopark.sched;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code java.lang} to this module, and to nobody else, without {@code --add-opens}: as
 * {@code -javaagent:gopark-sched.jar}, or as the {@code Launcher-Agent-Class} of a main jar that
 * contains it.
 *
 * <p>Without modules, it opens the package to what is on the class path. Public only because the
 * JVM asks for it.
 */
@SuppressWarnings("exports") // called by the JVM only, which has java.instrument then
public final class JavaLangAgent {
  private JavaLangAgent() {}

  /**
   * Called by the JVM before the main class.
   *
   * @param arguments ignored
   * @param instrumentation what opens the package
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    agentmain(arguments, instrumentation);
  }

  /**
   * Called by the JVM when the agent is that of the main jar.
   *
   * @param arguments ignored
   * @param instrumentation what opens the package
   */
  public static void agentmain(@Nullable String arguments, Instrumentation instrumentation) {
    // The agent itself is always loaded from the class path, also where the library is a module.
    Module ours =
        ModuleLayer.boot()
            .findModule("gopark.sched")
            .orElse(ClassLoader.getSystemClassLoader().getUnnamedModule());
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(ours)),
        Set.of(),
        Map.of());
  }
}

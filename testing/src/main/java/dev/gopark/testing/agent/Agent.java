package dev.gopark.testing.agent;

import dev.gopark.testing.internal.Hooks;
import dev.gopark.testing.internal.JavaLang;
import dev.gopark.testing.internal.Sites;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code -javaagent:gopark-testing.jar} begins: opens {@code java.lang} and has gopark's own
 * classes, and those of the packages after {@code =include=}, woven when they are loaded.
 */
@SuppressWarnings("exports") // Instrumentation: this package is exported to nobody
public final class Agent {
  /*
   * What weaves is written with java.lang.classfile, which is there since JDK 24, and stands in the part of the
   * jar for that release. So it is looked up by name, and this class holds the sentence for older JDKs.
   */
  private static final int FIRST_JDK = 24;
  private static final String WEAVER = "dev.gopark.testing.agent.Weaver";

  private Agent() {}

  /**
   * Called by the JVM before main.
   *
   * @param arguments {@code include=com.acme,org.acme}, {@code plain} for points at plain fields of
   *     those packages too, both joined by a semicolon; null for none
   * @param instrumentation the JVM's
   */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    int jdk = Runtime.version().feature();
    if (jdk < FIRST_JDK) {
      throw new UnsupportedOperationException(
          "the agent of gopark-testing needs JDK "
              + FIRST_JDK
              + " or newer (java.lang.classfile), and this is JDK "
              + jdk
              + ". Leave -javaagent out, and add --add-opens java.base/java.lang=ALL-UNNAMED: then"
              + " goroutines switch only where they block or yield");
    }
    List<String> include = new ArrayList<>();
    boolean plain = false;
    for (String argument : arguments == null ? new String[0] : arguments.split(";")) {
      if (argument.equals("plain")) {
        plain = true;
      } else if (argument.startsWith("include=")) {
        include.addAll(List.of(argument.substring("include=".length()).split(",")));
      } else if (!argument.isEmpty()) {
        throw new IllegalArgumentException(
            "-javaagent:gopark-testing.jar="
                + arguments
                + ": \""
                + argument
                + "\" is not known; there"
                + " are include=PACKAGE,PACKAGE and plain, joined by a semicolon");
      }
    }
    Module ours = JavaLang.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(ours)),
        Set.of(),
        Map.of());
    // Dropped goroutines are garbage.
    System.setProperty("jdk.trackAllThreads", "false");
    BiConsumer<Module, Module> reads = (from, to) -> read(instrumentation, from, to);
    instrumentation.addTransformer(weaver(include, plain, reads));
    Hooks.weaving();
  }

  /** Lets woven code of a module call the hooks. */
  private static void read(Instrumentation instrumentation, Module from, Module to) {
    if (!from.canRead(to)) {
      instrumentation.redefineModule(from, Set.of(to), Map.of(), Map.of(), Set.of(), Map.of());
    }
    String hooks = Hooks.class.getPackageName();
    if (!to.isExported(hooks, from)) {
      instrumentation.redefineModule(
          to, Set.of(), Map.of(hooks, Set.of(from)), Map.of(), Set.of(), Map.of());
    }
  }

  private static ClassFileTransformer weaver(
      List<String> include, boolean plain, BiConsumer<Module, Module> reads) {
    ToIntFunction<String> sites = Sites::number;
    try {
      return Class.forName(WEAVER)
          .asSubclass(ClassFileTransformer.class)
          .getConstructor(
              Class.class, List.class, boolean.class, ToIntFunction.class, BiConsumer.class)
          .newInstance(Hooks.class, include, plain, sites, reads);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the agent of gopark-testing does not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the agent of gopark-testing is not complete", e);
    }
  }
}

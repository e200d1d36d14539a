package dev.gopark.testing.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The only class that touches JDK internals: makes virtual threads on an executor of ours, and
 * finds the platform thread under a virtual one.
 *
 * <p>Needs {@code java.lang} to be open to this module; the agent opens it by itself.
 */
public final class JavaLang {
  private static final @Nullable MethodHandle NEW_THREAD;
  private static final @Nullable MethodHandle CARRIER;
  private static final @Nullable String PROBLEM;

  static {
    MethodHandle newThread = null;
    MethodHandle carrier = null;
    String problem = null;
    Module ours = JavaLang.class.getModule();
    if (!Object.class.getModule().isOpen("java.lang", ours)) {
      problem =
          "a simulation needs the package java.lang to be open: add the JVM option --add-opens"
              + " java.base/java.lang="
              + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED")
              + ", or the agent: -javaagent:gopark-testing.jar";
    } else {
      try {
        Class<?> builders = Class.forName("java.lang.ThreadBuilders");
        newThread =
            MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                .findStatic(
                    builders,
                    "newVirtualThread",
                    MethodType.methodType(
                        Thread.class, Executor.class, String.class, int.class, Runnable.class));
        carrier =
            MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                .findStatic(
                    Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
      } catch (ReflectiveOperationException | RuntimeException e) {
        newThread = null;
        problem = "simulations do not know this JDK (" + Runtime.version() + "): " + e;
      }
    }
    startPollers();
    NEW_THREAD = newThread;
    CARRIER = carrier;
    PROBLEM = problem;
  }

  private JavaLang() {}

  /**
   * Why nothing can be simulated in this JVM.
   *
   * @return a sentence for the user; null if all is well
   */
  public static @Nullable String problem() {
    return PROBLEM;
  }

  /**
   * Makes an unstarted virtual thread.
   *
   * @param scheduler is given what continues the thread whenever it becomes ready
   * @param name its name
   * @param body what it runs
   * @return the thread
   */
  public static Thread newThread(Executor scheduler, String name, Runnable body) {
    assert NEW_THREAD != null;
    try {
      return (Thread) NEW_THREAD.invokeExact(scheduler, name, 0, body);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /**
   * The virtual thread that a task given to an executor continues. The task is a lambda that has
   * captured the thread.
   *
   * @param continuation what the JDK gave
   * @return null if that cannot be told
   */
  public static @Nullable Thread threadOf(Runnable continuation) {
    try {
      for (Field field : continuation.getClass().getDeclaredFields()) {
        field.setAccessible(true);
        if (field.get(continuation) instanceof Thread thread && thread.isVirtual()) {
          return thread;
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
    return null;
  }

  /**
   * Makes the JVM-wide socket pollers start now: the first goroutine to wait for a socket would
   * make them part of its simulation.
   */
  private static void startPollers() {
    try {
      Class.forName("sun.nio.ch.Poller");
    } catch (ClassNotFoundException e) {
      throw new AssertionError("a JDK without sockets", e);
    }
  }

  /** The platform thread that is running; null where that cannot be told, and nothing simulated. */
  static @Nullable Thread currentCarrier() {
    if (CARRIER == null) {
      return null;
    }
    try {
      return (Thread) CARRIER.invokeExact();
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private static RuntimeException rethrow(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    throw new AssertionError(e);
  }
}

package dev.gopark.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * The only class that touches JDK internals: makes virtual threads on a scheduler of ours, and
 * finds the platform thread under a virtual one.
 *
 * <p>Needs {@code java.lang} to be open to this module. What it looks up is there, under these
 * names, in JDK 21 to 25; if anything is missing, {@link #problem()} says what, and nothing else
 * may be called.
 */
final class VirtualThreads {
  private static final String FLAG =
      "--add-opens java.base/java.lang="
          + (VirtualThreads.class.getModule().isNamed()
              ? VirtualThreads.class.getModule().getName()
              : "ALL-UNNAMED");

  /**
   * Up to JDK 23 a virtual thread that unparks another calls the scheduler as if it were its
   * carrier.
   */
  private static final boolean UNPARKS_AS_CARRIER = Runtime.version().feature() < 24;

  private static final @Nullable String PROBLEM;
  private static final @Nullable MethodHandle NEW_THREAD;
  private static final @Nullable MethodHandle CARRIER;

  static {
    MethodHandle newThread = null;
    MethodHandle carrier = null;
    String problem = null;
    if (!isJavaLangOpen()) {
      problem =
          "the GMP scheduler needs the package java.lang to be open: add the JVM option "
              + FLAG
              + " (or the manifest attribute Add-Opens: java.base/java.lang, or the agent jar of"
              + " gopark-sched)";
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
        problem = "the GMP scheduler does not know this JDK (" + Runtime.version() + "): " + e;
      }
    }
    NEW_THREAD = newThread;
    CARRIER = carrier;
    PROBLEM = problem;
  }

  private VirtualThreads() {}

  /** Why this class cannot be used here, in a sentence for the user; null if it can. */
  static @Nullable String problem() {
    return PROBLEM;
  }

  /** Whether the user has opened what this class needs. */
  static boolean isJavaLangOpen() {
    return Object.class.getModule().isOpen("java.lang", VirtualThreads.class.getModule());
  }

  /**
   * Makes an unstarted virtual thread that runs wherever {@code scheduler} runs what it is given.
   */
  static Thread newThread(Executor scheduler, @Nullable String name, Runnable body) {
    assert NEW_THREAD != null;
    try {
      return (Thread) NEW_THREAD.invokeExact(scheduler, name, 0, body);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /** The platform thread that is running: the carrier, if the current thread is virtual. */
  static Thread currentCarrier() {
    assert CARRIER != null;
    try {
      return (Thread) CARRIER.invokeExact();
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /**
   * Whether the caller may run on the stack of a virtual thread, which is small, and which somebody
   * may have used up.
   */
  static boolean mayBeOnVirtualStack() {
    Thread current = Thread.currentThread();
    return current.isVirtual()
        || (UNPARKS_AS_CARRIER
            && (current instanceof Machine || current instanceof ForkJoinWorkerThread));
  }

  /**
   * The virtual thread that a task given to a scheduler continues; null if that cannot be told. The
   * task is a lambda that has captured the thread.
   */
  static @Nullable Thread threadOf(Runnable continuation) {
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
   * Makes the JVM-wide socket pollers start now, from the calling platform thread: the first
   * goroutine to do socket I/O would make them inherit its scheduler.
   */
  static void startPollers() {
    try {
      Class.forName("sun.nio.ch.Poller");
    } catch (ClassNotFoundException e) {
      throw new AssertionError("a JDK without sockets", e);
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

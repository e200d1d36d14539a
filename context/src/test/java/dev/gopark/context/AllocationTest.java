package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import dev.gopark.channel.ReceiveChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What operations allocate, counted by the JVM for the thread of the test: the least of several
 * rounds, since linking and class loading count too.
 */
class AllocationTest {
  private static final int RUNS = 10_000;
  private static final int ROUNDS = 10;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ContextKey<String> KEY = ContextKey.of("key");
  private static final ContextKey<String> MISSING = ContextKey.of("missing");

  /**
   * Of com.sun.management.ThreadMXBean, by name: the module under test does not read its module.
   */
  private static final MethodHandle ALLOCATED = allocated();

  private final CancelContext parent = Context.withCancel(Context.background());

  /** Keeps the compiler from dropping what is returned. */
  private volatile Object keep;

  private static MethodHandle allocated() {
    try {
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return MethodHandles.publicLookup()
          .findVirtual(
              Class.forName("com.sun.management.ThreadMXBean"),
              "getThreadAllocatedBytes",
              MethodType.methodType(long.class, long.class))
          .bindTo(bean);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static double bytesPerRun(Task task) throws Throwable {
    long thread = Thread.currentThread().threadId();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = (long) ALLOCATED.invoke(thread);
      for (int i = 0; i < RUNS; i++) {
        task.run();
      }
      least = Math.min(least, (double) ((long) ALLOCATED.invoke(thread) - before) / RUNS);
    }
    return least;
  }

  private static void assertNothing(Task task) throws Throwable {
    // Less than one byte a run: what the JVM's own bookkeeping may cost a round.
    assertThat(bytesPerRun(task)).as("bytes a run").isLessThan(1);
  }

  @AfterEach
  void end() {
    parent.cancel();
  }

  @Test
  @DisplayName("X23 the roots allocate nothing")
  void roots_nothing() throws Throwable {
    assertNothing(() -> keep = Context.background());
    assertNothing(() -> keep = Context.todo());
  }

  @Test
  @DisplayName("X23 withCancel and its end allocate 64 bytes at most")
  void withCancel_atMost64() throws Throwable {
    assertThat(
            bytesPerRun(() -> {
              CancelContext ctx = Context.withCancel(parent);
              ctx.cancel();
              keep = ctx;
            }))
        .isBetween(1.0, 64.5);
  }

  @Test
  @DisplayName("X23 withTimeout and its end allocate 192 bytes at most, withValue 32")
  void others_bounded() throws Throwable {
    assertThat(
            bytesPerRun(() -> {
              CancelContext ctx = Context.withTimeout(parent, HOUR);
              ctx.cancel();
              keep = ctx;
            }))
        .isBetween(1.0, 192.5);
    assertThat(bytesPerRun(() -> keep = Context.withValue(parent, KEY, "value")))
        .isBetween(1.0, 32.5);
  }

  @Test
  @DisplayName("X17, X23 a cancel allocates nothing where nobody asked for done(), or twice")
  void cancel_nothing() throws Throwable {
    var contexts = new CancelContext[RUNS * ROUNDS];
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = Context.withCancel(parent);
    }
    var next = new int[1];
    assertNothing(() -> contexts[next[0]++].cancel());
    assertNothing(contexts[0]::cancel);
  }

  @Test
  @DisplayName(
      "X18, X23 polling err() and done() allocates nothing, on a live and an ended context")
  void poll_nothing() throws Throwable {
    ReceiveChannel<Void> done = parent.done();
    assertNothing(() -> keep = parent.err());
    assertNothing(() -> keep = parent.done());
    assertNothing(() -> keep = done.isDrained());
    assertNothing(() -> keep = done.tryReceive());
    parent.cancel();
    assertNothing(() -> keep = parent.err());
    assertNothing(() -> keep = parent.cause());
    assertNothing(() -> keep = done.tryReceive());
  }

  @Test
  @DisplayName("X15, X23 a lookup of a value allocates nothing, found or not")
  void value_nothing() throws Throwable {
    Context ctx = Context.withValue(parent, KEY, "value");
    for (int i = 0; i < 100; i++) {
      ctx =
          i % 2 == 0 ? Context.withValue(ctx, ContextKey.of("k" + i), i) : Context.withCancel(ctx);
    }
    Context deep = ctx;
    assertNothing(() -> keep = deep.value(KEY));
    assertNothing(() -> keep = deep.value(MISSING));
  }
}

package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.sync.Cond;
import dev.gopark.sync.Mutex;
import dev.gopark.sync.OnceValue;
import dev.gopark.sync.RateLimiter;
import dev.gopark.sync.Semaphore;
import dev.gopark.sync.WaitGroup;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reference to a method that waits, overloaded or not, can be run under a context. */
class InterruptingReferencesTest {
  private static final Channel<Integer> SILENT = Channel.make();

  @AutoClose private final CancelContext ctx = Context.withCancel(Context.background());

  /** Other tests count goroutines. */
  @AfterAll
  static void endGoroutines() {
    SILENT.close();
  }

  /** What is under test is that these lines compile, and then what they do. */
  private interface Waiting {
    void under(Context ctx) throws Exception;
  }

  static Stream<Arguments> waits() throws Exception {
    var group = new WaitGroup();
    group.add(1);
    var permits = new Semaphore(1);
    permits.acquire();
    var mutex = new Mutex();
    mutex.lock();
    var condMutex = new Mutex();
    var cond = new Cond(condMutex);
    var limiter = new RateLimiter(RateLimiter.every(Duration.ofHours(1)), 1);
    limiter.await();
    Thread waits = Go.go("for ever", () -> SILENT.receive());
    OnceValue<Integer> value = OnceValue.of(() -> SILENT.receive());
    var queue = new ArrayBlockingQueue<Integer>(1);
    var future = new CompletableFuture<Integer>();
    var tasks = new ErrGroup();
    tasks.go(() -> SILENT.receive());
    return Stream.of(
        wait("WaitGroup::await", ctx -> ctx.run(group::await)),
        wait("Semaphore::acquire", ctx -> ctx.run(permits::acquire)),
        wait("Mutex::lock", ctx -> ctx.run(mutex::lock)),
        wait("RateLimiter::await", ctx -> ctx.run(limiter::await)),
        wait("CountDownLatch::await", ctx -> ctx.run(new CountDownLatch(1)::await)),
        wait("Thread::join", ctx -> ctx.run(waits::join)),
        wait("ErrGroup::await", ctx -> ctx.run(tasks::await)),
        wait(
            "Cond::await",
            ctx -> {
              condMutex.lock();
              try {
                ctx.run(cond::await);
              } finally {
                condMutex.unlock();
              }
            }),
        wait("OnceValue::get", ctx -> use(ctx.call(value::get))),
        wait("BlockingQueue::take", ctx -> use(ctx.call(queue::take))),
        wait("Future::get", ctx -> use(ctx.call(future::get))),
        wait("ReceiveChannel::receive", ctx -> use(ctx.call(SILENT::receive))),
        wait("a lambda, with a result", ctx -> use(ctx.interrupting(() -> SILENT.receive()))),
        wait("a lambda, without", ctx -> ctx.interrupting(() -> Channel.<Integer>make().send(1))));
  }

  private static void use(Integer result) {
    throw new AssertionError("" + result);
  }

  private static Arguments wait(String name, Waiting waiting) {
    return Arguments.of(name, waiting);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waits")
  @DisplayName("a reference to a method that waits ends with the context")
  void reference_contextEnds_throws(String name, Object waiting) throws Exception {
    Thread self = Thread.currentThread();
    Thread canceller =
        Go.go(() -> {
          Await.parked(self);
          ctx.cancel();
        });
    assertThatThrownBy(() -> ((Waiting) waiting).under(ctx))
        .as(name)
        .isInstanceOf(CanceledException.class);
    canceller.join();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void reference_returns_itsResult() throws Exception {
    Callable<String> answer = () -> "42";
    assertThat(ctx.call(answer)).isEqualTo("42");
    String text = ctx.call("abc"::toUpperCase);
    assertThat(text).isEqualTo("ABC");
    ctx.run(new WaitGroup()::await);
    ctx.run(new Semaphore(1)::acquire);
  }
}

package dev.gopark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gopark.Cancellation;
import dev.gopark.Go;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnceValueTest {
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  @DisplayName("O3 TestOnceValue: computed once, by many")
  void get_byMany_computesOnce() throws Exception {
    OnceValue<Integer> value = OnceValue.of(calls::incrementAndGet);
    assertThat(value).hasToString("OnceValue[not computed]");
    Waits.together(10, () -> assertThat(value.get()).isEqualTo(1));
    assertThat(calls).hasValue(1);
    assertThat(value).hasToString("OnceValue[1]");
  }

  @Test
  void get_null_isAValue() throws Exception {
    OnceValue<String> value =
        OnceValue.of(() -> {
          calls.incrementAndGet();
          return null;
        });
    assertThat(value.get()).isNull();
    assertThat(value.get()).isNull();
    assertThat(calls).hasValue(1);
  }

  @Test
  @DisplayName("O3 TestOnceValuePanic: the same throwable at each call, with the first stack trace")
  void get_failed_rethrowsTheSame() {
    OnceValue<Object> value = OnceValue.of(OnceValueTest::fail);
    Throwable first = catchThrowable(value::get);
    assertThat(first).isExactlyInstanceOf(ArithmeticException.class);
    assertThat(first.getStackTrace()[0].getMethodName()).isEqualTo("fail");
    assertThat(catchThrowable(value::get)).isSameAs(first);
    assertThat(value).asString().contains("failed");
  }

  private static Object fail() {
    throw new ArithmeticException("on purpose");
  }

  @Test
  void get_failedChecked_rethrowsTheSameWrapper() {
    var failure = new IOException("on purpose");
    OnceValue<Object> value =
        OnceValue.of(() -> {
          calls.incrementAndGet();
          throw failure;
        });
    Throwable first = catchThrowable(value::get);
    assertThat(first).isExactlyInstanceOf(CompletionException.class).hasCause(failure);
    assertThat(catchThrowable(value::get)).isSameAs(first);
    assertThat(calls).hasValue(1);
  }

  @Test
  void get_failedByError_rethrowsIt() {
    var failure = new StackOverflowError();
    OnceValue<Object> value =
        OnceValue.of(() -> {
          throw failure;
        });
    assertThat(catchThrowable(value::get)).isSameAs(failure);
    assertThat(catchThrowable(value::get)).isSameAs(failure);
  }

  @Test
  @DisplayName("O4 TestOnceFuncGoexit: later calls throw, they do not hang")
  void get_goexit_laterCallsThrow() throws Exception {
    OnceValue<Object> value =
        OnceValue.of(() -> {
          Go.goexit();
          return 1;
        });
    Go.go(value::get).join();
    assertThatThrownBy(value::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("goexit");
  }

  @Test
  @DisplayName("an interrupt belongs to its caller: one who waits computes anew")
  void get_interruptedWhileComputing_isTakenOver() throws Exception {
    var gate = new WaitGroup();
    gate.add(1);
    OnceValue<Integer> value =
        OnceValue.of(() -> {
          if (calls.incrementAndGet() == 1) {
            gate.await();
          }
          return calls.get();
        });
    Waits.Run computes = Waits.start(value::get);
    assertThat(Waits.parked(computes.thread())).startsWith("sync.WaitGroup.Wait");
    var waited = new AtomicInteger();
    Waits.Run waits = Waits.start(() -> waited.set(value.get()));
    assertThat(Waits.parked(waits.thread())).startsWith("sync.Mutex.Lock on Once");
    computes.thread().interrupt();
    assertThatThrownBy(computes::join).hasCauseInstanceOf(InterruptedException.class);
    waits.join();
    assertThat(waited).hasValue(2);
    assertThat(value.get()).isEqualTo(2);
  }

  static Stream<Exception> stops() {
    return Stream.of(
        new InterruptedException("on purpose"),
        new IllegalStateException(new InterruptedException("on purpose")),
        new ClosedByInterruptException(),
        new InterruptedIOException("on purpose"),
        new Cancelled());
  }

  @ParameterizedTest
  @MethodSource("stops")
  void get_toldToStop_isNotKept(Exception stop) throws Exception {
    OnceValue<Integer> value =
        OnceValue.of(() -> {
          if (calls.incrementAndGet() == 1) {
            throw stop;
          }
          return 7;
        });
    Throwable thrown = catchThrowable(value::get);
    assertThat(thrown == stop || thrown.getCause() == stop).isTrue();
    assertThat(value).hasToString("OnceValue[not computed]");
    assertThat(value.get()).isEqualTo(7);
  }

  @Test
  void get_throwsWithTheFlagUp_isNotKept() throws Exception {
    OnceValue<Integer> value =
        OnceValue.of(() -> {
          if (calls.incrementAndGet() == 1) {
            Thread.currentThread().interrupt();
            throw new ArithmeticException("what an interrupt was turned into");
          }
          return 7;
        });
    assertThatThrownBy(value::get).isInstanceOf(ArithmeticException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(value.get()).isEqualTo(7);
  }

  @Test
  void get_timedOut_isAFailureAndKept() {
    var failure = new SocketTimeoutException("no interrupt, though it looks like one");
    OnceValue<Integer> value =
        OnceValue.of(() -> {
          calls.incrementAndGet();
          throw failure;
        });
    assertThatThrownBy(value::get).hasCause(failure);
    assertThatThrownBy(value::get).hasCause(failure);
    assertThat(calls).hasValue(1);
  }

  private static final class Cancelled extends RuntimeException implements Cancellation {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void get_recursive_throws() {
    var self = new AtomicReference<OnceValue<Object>>();
    self.set(OnceValue.of(() -> self.get().get()));
    assertThatThrownBy(() -> self.get().get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wait for itself");
  }

  @Test
  void getTimed_stillComputing_timesOut() throws Exception {
    var gate = new WaitGroup();
    gate.add(1);
    OnceValue<Integer> value =
        OnceValue.of(() -> {
          gate.await();
          return 7;
        });
    Waits.Run computing = Waits.start(value::get);
    Waits.parked(computing.thread());
    assertThatThrownBy(() -> value.get(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
    gate.done();
    assertThat(value.get(Waits.LONG)).isEqualTo(7);
    computing.join();
  }

  @Test
  @DisplayName("O3 TestOnceXGC: the computation is collectable after it has run")
  void get_done_letsGoOfTheComputation() throws Exception {
    var big = new Object();
    var reference = new WeakReference<>(big);
    OnceValue<Integer> value = OnceValue.of(hashOf(big));
    big = null;
    value.get();
    Waits.until(() -> {
      System.gc();
      return reference.get() == null;
    });
    assertThat(value.get()).isNotNull();
  }

  private static Callable<Integer> hashOf(Object object) {
    return object::hashCode;
  }
}

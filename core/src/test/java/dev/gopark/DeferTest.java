package dev.gopark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeferTest {
  private final List<Object> ran = new ArrayList<>();

  @Test
  @DisplayName("G35 deferred tasks run last in, first out")
  void close_runsInReverse() {
    try (var defer = Defer.open()) {
      for (int i = 0; i < 10; i++) {
        int id = i;
        defer.push(() -> ran.add(id));
      }
      assertThat(defer).hasToString("Defer[10 deferred]");
      assertThat(ran).isEmpty();
    }
    assertThat(ran).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  }

  @Test
  @DisplayName("G35 TestConditionalDefers: only what was deferred runs")
  void close_afterEarlyReturn_runsWhatWasPushed() {
    assertThat(conditional(true)).isEqualTo(1);
    assertThat(ran).containsExactly("a");
    ran.clear();
    assertThat(conditional(false)).isEqualTo(2);
    assertThat(ran).containsExactly("b", "a");
  }

  private int conditional(boolean early) {
    try (var defer = Defer.open()) {
      defer.push(() -> ran.add("a"));
      if (early) {
        return 1;
      }
      defer.push(() -> ran.add("b"));
      return 2;
    }
  }

  @Test
  @DisplayName(
      "G35 G37 each runs even when others throw; the first throwable has the later ones suppressed")
  void close_severalThrow_runsAllAndSuppressesInOrder() {
    var defer = Defer.open();
    defer.push(() -> ran.add("last"));
    defer.push(() -> fail("3"));
    defer.push(() -> ran.add("middle"));
    defer.push(() -> fail("2"));
    defer.push(() -> fail("1"));
    assertThatThrownBy(defer::close)
        .hasMessage("1")
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("2", "3"));
    assertThat(ran).containsExactly("middle", "last");
  }

  @Test
  @DisplayName(
      "G37 a block that throws keeps its throwable; what deferred tasks throw is suppressed on it")
  void close_afterAThrow_isSuppressed() {
    assertThatThrownBy(
            () -> {
              try (var defer = Defer.open()) {
                defer.push(() -> fail("deferred"));
                fail("body");
              }
            })
        .hasMessage("body")
        .satisfies(thrown ->
            assertThat(thrown.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("deferred"));
  }

  @Test
  void close_sameThrowableTwice_isNotSuppressedOnItself() {
    var failure = new IllegalStateException("same");
    var defer = Defer.open();
    defer.push(() -> {
      throw failure;
    });
    defer.push(() -> {
      throw failure;
    });
    assertThatThrownBy(defer::close).isSameAs(failure).hasNoSuppressedExceptions();
  }

  @Test
  void close_checked_isACause() {
    var failure = new IOException("on purpose");
    var checked = Defer.open();
    checked.push(() -> {
      throw failure;
    });
    assertThatThrownBy(checked::close).isInstanceOf(CompletionException.class).hasCause(failure);
  }

  @Test
  void close_interrupted_isACauseAndTheFlagIsSetAfterTheLastTask() {
    var interrupt = new InterruptedException("on purpose");
    var flag = new AtomicBoolean(true);
    var defer = Defer.open();
    defer.push(() -> flag.set(Thread.currentThread().isInterrupted()));
    defer.push(() -> {
      throw interrupt;
    });
    assertThatThrownBy(defer::close)
        .isExactlyInstanceOf(CompletionException.class)
        .hasCause(interrupt);
    assertThat(flag).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @DisplayName("G42 a null task is found out when it is run, and the others run")
  void push_null_throwsAtClose() {
    var defer = Defer.open();
    defer.push(() -> ran.add("first"));
    defer.push(null);
    defer.push(() -> ran.add("second"));
    assertThatThrownBy(defer::close).isInstanceOf(NullPointerException.class);
    assertThat(ran).containsExactly("second", "first");
  }

  @Test
  void push_fromADeferredTask_runsNext() {
    try (var defer = Defer.open()) {
      defer.push(() -> ran.add("outer"));
      defer.push(() -> defer.push(() -> ran.add("inner")));
    }
    assertThat(ran).containsExactly("inner", "outer");
  }

  @Test
  void close_twice_runsOnce_andPushIsRefused() {
    var defer = Defer.open();
    defer.push(() -> ran.add(1));
    defer.close();
    defer.close();
    assertThat(ran).containsExactly(1);
    assertThatThrownBy(() -> defer.push(() -> ran.add(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @DisplayName("G35 TestUnconditionalPanic: recover works although the body never returns")
  void recovering_throws_recovers() {
    Object recovered =
        Defer.recovering(
            () -> {
              throw new IllegalStateException("panic");
            },
            Throwable::getMessage);
    assertThat(recovered).isEqualTo("panic");
  }

  @Test
  @DisplayName("G36 the result may be changed by recovering")
  void recovering_returnsTheBodysResultOrRecovers() {
    assertThat(Defer.<Integer>recovering(() -> 1, thrown -> 2)).isEqualTo(1);
    assertThat(Defer.<Integer>recovering(() -> Integer.parseInt("x"), thrown -> 2)).isEqualTo(2);
  }

  @Test
  @DisplayName("G35 TestRecoverMatching: an inner recovering does not see an outer throw")
  void recovering_inADeferredTask_doesNotSeeTheOuterThrow() {
    var seen = new AtomicReference<Throwable>();
    assertThatThrownBy(
            () -> {
              try (var defer = Defer.open()) {
                defer.push(() -> Defer.recovering(() -> null, thrown -> seen.getAndSet(thrown)));
                fail("outer");
              }
            })
        .hasMessage("outer");
    assertThat(seen).hasNullValue();
  }

  @Test
  @DisplayName("G35 TestAbortedPanic: a throw that another replaced is not recovered any more")
  void recovering_replacedThrow_seesTheLastOnly() {
    Object recovered =
        Defer.recovering(
            () -> {
              try {
                fail("aborted");
              } finally {
                Defer.recovering(
                    () -> {
                      fail("inner");
                      return null;
                    },
                    thrown -> ran.add(thrown.getMessage()));
                fail("second");
              }
              return null;
            },
            Throwable::getMessage);
    assertThat(recovered).isEqualTo("second");
    assertThat(ran).containsExactly("inner");
  }

  @Test
  @DisplayName("G35 TestDeferWithRepeatedRepanics: deep re-throws run each task once")
  void recovering_repeatedRethrows_runEachTaskOnce() {
    assertThat(Defer.<Integer>recovering(() -> deep(200), thrown -> -1)).isEqualTo(-1);
    assertThat(ran).hasSize(200).doesNotHaveDuplicates();
  }

  private int deep(int n) {
    try (var defer = Defer.open()) {
      defer.push(() -> ran.add(n));
      if (n == 1) {
        fail("deepest");
      }
      return Defer.recovering(
          () -> deep(n - 1),
          thrown -> {
            throw new IllegalStateException(thrown);
          });
    }
  }

  @Test
  @DisplayName("G37 a recovered and thrown again value stays itself")
  void recovering_rethrow_isTheSame() {
    var failure = new IllegalStateException("panic");
    assertThat(
            catchThrowable(() ->
                Defer.recovering(
                    () -> {
                      throw failure;
                    },
                    thrown -> {
                      throw (IllegalStateException) thrown;
                    })))
        .isSameAs(failure);
  }

  @Test
  @DisplayName("G38 throwing null is a NullPointerException")
  @SuppressWarnings("ThrowNull") // what the row is about
  void recovering_throwNull_seesAnException() {
    Object recovered =
        Defer.recovering(
            () -> {
              throw null;
            },
            thrown -> thrown);
    assertThat(recovered).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("G35 goexit runs the deferred tasks and is never recovered")
  void goexit_runsDeferred_andIsNotRecovered() throws Exception {
    Thread goroutine =
        Go.go(() -> {
          try (var defer = Defer.open()) {
            defer.push(() -> ran.add("deferred"));
            Defer.recovering(
                () -> {
                  try (var inner = Defer.open()) {
                    inner.push(() -> ran.add("inner"));
                    Go.goexit();
                  }
                  return null;
                },
                thrown -> ran.add("recovered " + thrown));
            ran.add("went on");
          }
        });
    goroutine.join();
    assertThat(ran).containsExactly("inner", "deferred");
  }

  @Test
  @DisplayName("G35 a goexit in a deferred task goes on when the others have run, past recovering")
  void goexit_inADeferredTask_endsTheGoroutine() throws Exception {
    Thread goroutine =
        Go.go(() -> {
          Defer.recovering(
              () -> {
                try (var defer = Defer.open()) {
                  defer.push(() -> ran.add("first"));
                  defer.push(Go::goexit);
                  fail("body");
                }
                return null;
              },
              thrown -> ran.add("recovered"));
          ran.add("went on");
        });
    goroutine.join();
    assertThat(ran).containsExactly("first");
  }

  @Test
  @DisplayName("G37 what deferred tasks throw during a goexit is reported, not lost")
  void goexit_deferredTaskThrows_isReported() throws Exception {
    var reported = new AtomicReference<Throwable>();
    Thread goroutine =
        Go.go(() -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((thread, thrown) -> reported.set(thrown));
          try (var defer = Defer.open()) {
            defer.push(() -> fail("1"));
            try (var inner = Defer.open()) {
              inner.push(() -> fail("0"));
              Go.goexit();
            }
          }
        });
    goroutine.join();
    assertThat(reported.get()).hasMessage("0");
    assertThat(reported.get().getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("1");
  }

  private static void fail(String message) {
    throw new IllegalArgumentException(message);
  }
}

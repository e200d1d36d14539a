package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ErrGroupTest {
  private final Channel<Void> gate = Channel.make();

  @Test
  @DisplayName(
      "E1 TestZeroGroup: no limit, no context of its own, the first failure after all ended")
  void await_failures_firstThrownRestSuppressed() throws Exception {
    var group = new ErrGroup();
    assertThat(group.context()).isSameAs(Context.background());
    group.await();
    var first = new IOException("first");
    var second = new IllegalStateException("second");
    Channel<String> ended = Channel.make(1);
    group.go(() -> {
      throw first;
    });
    Await.until("failed", () -> group.toString().contains("first"));
    group.go(() -> {
      throw second;
    });
    group.go(() -> {
      gate.receive();
      ended.send("ended");
    });
    Go.go(() -> {
      Await.until("two ended", () -> group.toString().startsWith("ErrGroup[running 1,"));
      gate.close();
    });
    assertThatThrownBy(group::await).isSameAs(first).hasSuppressedException(second);
    assertThat(ended.size()).as("await waited for all").isEqualTo(1);
    assertThatThrownBy(group::await).as("again").isSameAs(first);
  }

  @Test
  @DisplayName("E1 all succeed: await returns and sees what they did")
  void await_noFailure_returns() throws Exception {
    var group = new ErrGroup();
    int[] results = new int[50];
    for (int i = 0; i < results.length; i++) {
      int at = i;
      group.go(() -> results[at] = at + 1);
    }
    group.await();
    assertThat(results).doesNotContain(0);
    assertThat(group).hasToString("ErrGroup[running 0, waiting 0]");
  }

  @Test
  @DisplayName(
      "E2 TestWithContext: the first failure ends the context, with the failure as the cause")
  void withContext_failure_cancels() {
    try (var parent = Context.withCancel(Context.background())) {
      var group = ErrGroup.withContext(parent);
      var failure = new IOException("failure");
      group.go(() -> {
        throw failure;
      });
      group.go(() -> group.context().receive(gate));
      assertThatThrownBy(group::await).isSameAs(failure);
      assertThat(group.context().err()).isInstanceOf(CanceledException.class);
      assertThat(group.context().cause()).isSameAs(failure);
      assertThat(parent.err()).isNull();
      assertThat(((CancelNode) parent).checkInvariants()).isZero();
      assertThatThrownBy(group::await).isSameAs(failure);
    }
  }

  @Test
  @DisplayName("E2 await ends the context also when nothing failed")
  void withContext_success_cancels() throws Exception {
    var group = ErrGroup.withContext(Context.background());
    group.go(() -> assertThat(group.context().err()).isNull());
    group.await();
    assertThat(group.context().err()).isInstanceOf(CanceledException.class);
    assertThat(group.context().cause()).isSameAs(group.context().err());
  }

  @Test
  @DisplayName("E2 TestCancelCause: the parent's end reaches the tasks, and is what they fail with")
  void withContext_parentEnds_tasksFail() {
    CancelContext parent = Context.withCancel(Context.background());
    var group = ErrGroup.withContext(parent);
    group.go(() -> group.context().receive(gate));
    var reason = new Exception("reason");
    parent.cancel(reason);
    assertThatThrownBy(group::await).isInstanceOf(CanceledException.class).hasCause(reason);
    assertThat(group.context().cause()).isSameAs(reason);
  }

  @Test
  @DisplayName("E3 TestTryGo: refused at the limit, accepted below it")
  void tryGo_atLimit_false() throws Exception {
    var group = new ErrGroup();
    group.limit(2);
    assertThat(group.tryGo(gate::receive)).isTrue();
    assertThat(group.tryGo(gate::receive)).isTrue();
    assertThat(group.tryGo(() -> {})).isFalse();
    assertThat(group).hasToString("ErrGroup[running 2 of 2, waiting 0]");
    gate.close();
    group.await();
    assertThat(group.tryGo(() -> {})).isTrue();
    group.await();
    group.limit(0);
    assertThat(group.tryGo(() -> {})).isFalse();
    group.limit(-1);
    assertThat(group.tryGo(() -> {})).isTrue();
    group.await();
  }

  @Test
  @DisplayName("E3 TestGoLimit: never more than the limit at the same time")
  void go_limit_isKept() throws Exception {
    var group = new ErrGroup();
    group.limit(3);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var ran = new AtomicInteger();
    for (int i = 0; i < 2_000; i++) {
      group.go(() -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.yield();
        ran.incrementAndGet();
        running.decrementAndGet();
      });
    }
    group.await();
    assertThat(ran).hasValue(2_000);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  @DisplayName("E3 go waits for a slot and is served in order")
  void go_atLimit_waitsInOrder() throws Exception {
    var group = new ErrGroup();
    group.limit(1);
    Channel<Integer> order = Channel.make(3);
    group.go(gate::receive);
    for (int i = 1; i <= 3; i++) {
      int number = i;
      Go.go(() -> group.go(() -> order.send(number)));
      Await.until("it waits", () -> group.toString().contains("waiting " + number));
    }
    gate.close();
    for (int i = 1; i <= 3; i++) {
      assertThat(order.receive()).isEqualTo(i);
    }
    group.await();
  }

  @Test
  @DisplayName("E3 the limit cannot be changed while tasks run, or wait to run")
  void limit_whileRunning_throws() throws Exception {
    var group = new ErrGroup();
    group.limit(1);
    group.go(gate::receive);
    assertThatThrownBy(() -> group.limit(5)).isInstanceOf(IllegalStateException.class);
    gate.close();
    group.await();
    group.limit(0);
    Thread waiting = Go.go(() -> group.go(() -> {}));
    Await.until("it waits", () -> group.toString().contains("waiting 1"));
    assertThatThrownBy(() -> group.limit(5)).isInstanceOf(IllegalStateException.class);
    waiting.interrupt();
    waiting.join();
    group.limit(5);
  }

  @Test
  void go_interruptedWhileWaiting_taskIsNotStarted() throws Exception {
    var group = new ErrGroup();
    group.limit(1);
    group.go(gate::receive);
    Thread.currentThread().interrupt();
    var ran = new AtomicInteger();
    assertThatThrownBy(() -> group.go(ran::incrementAndGet))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    gate.close();
    group.await();
    assertThat(ran).hasValue(0);
  }

  @Test
  void await_interrupted_canBeRepeated() throws Exception {
    var group = ErrGroup.withContext(Context.background());
    group.go(gate::receive);
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
    assertThat(group.context().err()).isNull();
    gate.close();
    group.await();
  }

  @Test
  @DisplayName("E4 an error or unchecked exception of a task is a failure, and comes out of await")
  void task_throwsError_isFailure() {
    var group = ErrGroup.withContext(Context.background());
    var error = new AssertionError("mine");
    group.go(() -> {
      throw error;
    });
    assertThatThrownBy(group::await).isSameAs(error);
    assertThat(group.context().cause()).isSameAs(error);
  }

  @Test
  @DisplayName("E4 goexit inside a task is no failure")
  void task_goexit_ends() throws Exception {
    var group = ErrGroup.withContext(Context.background());
    group.limit(1);
    group.go(Go::goexit);
    group.go(() -> assertThat(group.context().err()).isNull());
    group.await();
  }

  @Test
  void task_addsTasks_allAwaited() throws Exception {
    var group = new ErrGroup();
    var ran = new AtomicInteger();
    group.go(() -> {
      for (int i = 0; i < 10; i++) {
        group.go(ran::incrementAndGet);
      }
    });
    group.await();
    assertThat(ran).hasValue(10);
  }

  @Test
  void tasks_throwTheSame_notSuppressedOnItself() {
    var group = new ErrGroup();
    var failure = new Exception("shared");
    for (int i = 0; i < 3; i++) {
      group.go(() -> {
        throw failure;
      });
    }
    assertThatThrownBy(group::await).isSameAs(failure).hasNoSuppressedExceptions();
  }

  @Test
  void await_byMany_allReturn() throws Exception {
    var group = new ErrGroup();
    group.go(gate::receive);
    var waiters = new ErrGroup();
    for (int i = 0; i < 5; i++) {
      waiters.go(group::await);
    }
    gate.close();
    assertThatCode(waiters::await).doesNotThrowAnyException();
  }

  @Test
  void nulls_always_throw() {
    var group = new ErrGroup();
    assertThatThrownBy(() -> group.go(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> group.tryGo(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void go_interruptedUnderAContext_contextException() throws Exception {
    var group = new ErrGroup();
    group.limit(1);
    group.go(gate::receive);
    CancelContext ctx = Context.withCancel(Context.background());
    Thread self = Thread.currentThread();
    Go.go(() -> {
      Await.parked(self);
      ctx.cancel();
    });
    assertThatThrownBy(() -> ctx.run(() -> group.go(() -> {})))
        .isInstanceOf(CanceledException.class);
    assertThat(Thread.interrupted()).isFalse();
    gate.close();
    group.await();
  }

  @Test
  @DisplayName("a task that was interrupted, and not the caller: ExecutionException")
  void task_interrupted_isToldFromTheCaller() {
    var group = new ErrGroup();
    var interrupt = new InterruptedException("of the task");
    group.go(() -> {
      throw interrupt;
    });
    assertThatThrownBy(group::await).isInstanceOf(ExecutionException.class).hasCause(interrupt);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void failures_veryMany_fewAreKeptAndTheOthersCounted() {
    var group = new ErrGroup();
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      int number = i;
      group.go(() -> {
        throw new IOException("failure " + number);
      });
    }
    var first = catchThrowable(group::await);
    assertThat(first).isInstanceOf(IOException.class);
    assertThat(first.getSuppressed()).hasSize(Failures.KEPT + 1);
    assertThat(first.getSuppressed()[Failures.KEPT])
        .hasMessage("and " + (count - 1 - Failures.KEPT) + " more failures of the group");
    assertThat(traceOf(first)).doesNotContain("CIRCULAR");
  }

  @Test
  @DisplayName("what fails because the group has ended is left out, wrapped or not")
  void failures_ofTheGroupsOwnEnd_areLeftOut() {
    var group = ErrGroup.withContext(Context.background());
    var first = new IOException("first");
    for (int i = 0; i < 40; i++) {
      int number = i;
      group.go(() -> {
        try {
          group.context().receive(gate);
        } catch (CanceledException e) {
          if (number % 4 == 0) {
            throw new IllegalStateException("wrapped", e);
          }
          if (number == 1) {
            throw new IOException("clean-up failed");
          }
          throw e;
        }
      });
    }
    group.go(() -> {
      throw first;
    });
    assertThatThrownBy(group::await).isSameAs(first);
    assertThat(first.getSuppressed()).singleElement().isInstanceOf(IOException.class);
    assertThat(traceOf(first)).doesNotContain("CIRCULAR");
  }

  @Test
  void failures_ofTheParentsEnd_areOne() {
    CancelContext parent = Context.withCancel(Context.background());
    var group = ErrGroup.withContext(parent);
    for (int i = 0; i < 40; i++) {
      group.go(() -> group.context().receive(gate));
    }
    parent.cancel();
    assertThatThrownBy(group::await)
        .isInstanceOf(CanceledException.class)
        .hasNoSuppressedExceptions();
  }

  @Test
  @DisplayName("failures that share a cause print no CIRCULAR REFERENCE")
  void failures_shareCauses_traceIsPlain() throws Exception {
    var group = new ErrGroup();
    var shared = new IOException("shared");
    var first = new IllegalStateException("first", shared);
    group.go(() -> {
      throw first;
    });
    Await.until("failed", () -> group.toString().contains("first"));
    for (Exception later :
        List.of(
            new IllegalStateException("also", shared),
            shared,
            new IllegalStateException("because of the first", first),
            new IllegalStateException("other"))) {
      group.go(() -> {
        throw later;
      });
      Await.until("ended", () -> group.toString().contains("running 0"));
    }
    assertThatThrownBy(group::await).isSameAs(first);
    assertThat(traceOf(first))
        .doesNotContain("CIRCULAR")
        .contains("Suppressed: java.lang.IllegalStateException: other")
        .contains("more failure");
  }

  private static String traceOf(Throwable thrown) {
    var out = new StringWriter();
    thrown.printStackTrace(new PrintWriter(out));
    return out.toString();
  }

  @Test
  void call_results_areThereAfterAwait() throws Exception {
    var group = ErrGroup.withContext(Context.background());
    List<ErrGroup.Result<Integer>> squares = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      squares.add(group.call(() -> number * number));
    }
    ErrGroup.Result<String> nothing = group.call(() -> null);
    group.await();
    assertThat(squares.stream().map(ErrGroup.Result::get)).endsWith(64, 81).hasSize(10);
    assertThat(nothing.get()).isNull();
  }

  @Test
  void call_noResult_getSaysWhy() {
    var group = new ErrGroup();
    ErrGroup.Result<Object> running = group.call(gate::receive);
    assertThatThrownBy(running::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("await()");
    var failure = new IOException("failure");
    ErrGroup.Result<Object> failed =
        group.call(() -> {
          throw failure;
        });
    gate.close();
    assertThatThrownBy(group::await).isSameAs(failure);
    assertThatThrownBy(failed::get).isInstanceOf(IllegalStateException.class).hasCause(failure);
  }

  @Test
  void call_goexit_isNoFailure_getSaysSo() throws Exception {
    var group = new ErrGroup();
    ErrGroup.Result<Object> left =
        group.call(() -> {
          Go.goexit();
          return "not reached";
        });
    group.await();
    assertThatThrownBy(left::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("goexit");
  }

  @Test
  void await_timed_saysWhetherAllHaveEnded() throws Exception {
    var group = ErrGroup.withContext(Context.background());
    group.go(gate::receive);
    assertThat(group.await(Duration.ZERO)).isFalse();
    assertThat(group.await(Duration.ofMillis(1))).isFalse();
    assertThat(group.context().err()).isNull();
    gate.close();
    assertThat(group.await(Duration.ofMinutes(1))).isTrue();
    assertThat(group.context().err()).isNotNull();
    var failure = new IOException("failure");
    var failing = new ErrGroup();
    failing.go(() -> {
      throw failure;
    });
    assertThatThrownBy(() -> failing.await(Duration.ofMinutes(1))).isSameAs(failure);
  }

  @Test
  void close_notAwaited_endsAndWaits() {
    var ended = new AtomicInteger();
    Thread.currentThread().interrupt();
    try (var group = ErrGroup.withContext(Context.background())) {
      for (int i = 0; i < 10; i++) {
        group.go(() -> {
          try {
            group.context().receive(gate);
          } finally {
            ended.incrementAndGet();
          }
        });
      }
    }
    assertThat(ended).hasValue(10);
    assertThat(Thread.interrupted()).as("the flag stays").isTrue();
  }
}

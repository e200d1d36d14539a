package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A goroutine with a result: who gets it, who gets what it throws, and how it is cancelled. */
class CallTest {
  private final Channel<String> gate = Channel.make();

  @Test
  @DisplayName("the result is there for everybody, as often as they ask")
  void result_everybodyGetsIt() throws Exception {
    Call<String> call = Call.go(gate::receive);
    var got = new ConcurrentLinkedQueue<String>();
    try (var go = new Goroutines()) {
      go.goAndPark(() -> got.add(call.await()));
      go.goAndPark(() -> got.add(call.get()));
      go.goAndPark(() -> got.add(call.get(1, TimeUnit.HOURS)));
      go.goAndPark(
          () -> got.add(Select.select(call.onResult(), Channel.<String>never().onReceive())));
      go.goAndPark(
          () -> got.add(Select.select(call.onResult(v -> v), Select.timeout(Duration.ofHours(1)))));
      assertThat(call.isDone()).isFalse();
      gate.send("x");
    }
    assertThat(got).containsExactly("x", "x", "x", "x", "x");
    assertThat(call.isDone()).isTrue();
    assertThat(call.isCancelled()).isFalse();
    assertThat(call.state()).isEqualTo(Future.State.SUCCESS);
    assertThat(call.resultNow()).isEqualTo("x");
    assertThat(call.cancel(true)).isFalse();
    assertThat(call.done().isDrained()).isTrue();
  }

  @Test
  @DisplayName("null is a result, and a task's end is one")
  void nullResult() throws Exception {
    assertThat(Call.<String>go(() -> null).await()).isNull();
    assertThat(Call.goRun(() -> gate.trySend("x")).get()).isNull();
    assertThat(Call.go("named", () -> Thread.currentThread().getName()).await()).isEqualTo("named");
  }

  @Test
  @DisplayName(
      "what the body throws is the cause of what everybody gets, and the goroutine reports nothing")
  void failure_everybodyGetsIt() throws Exception {
    var mine = new IOException("mine");
    Call<String> call =
        Call.go(() -> {
          throw mine;
        });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(call::await).isExactlyInstanceOf(CompletionException.class).hasCause(mine);
      assertThatThrownBy(call::get).isExactlyInstanceOf(ExecutionException.class).hasCause(mine);
      assertThatThrownBy(() -> Select.select(call.onResult(), gate.onReceive()))
          .isExactlyInstanceOf(CompletionException.class)
          .hasCause(mine);
      assertThatThrownBy(() -> Select.select(call.onResult(v -> "never run"), gate.onReceive()))
          .isExactlyInstanceOf(CompletionException.class)
          .hasCause(mine);
    }
    assertThat(call.exceptionNow()).isSameAs(mine);
    assertThat(call.toString()).matches("Call\\[goroutine-\\d+, failed: .*mine]");
  }

  @Test
  @DisplayName(
      "an error, and an interrupt that the body got, are causes too: the waiter was not interrupted")
  void failure_notTheWaitersOwn() {
    var error = new StackOverflowError("mine");
    var interrupt = new InterruptedException("mine");
    assertThatThrownBy(() ->
            Call.go(
                    () -> {
                      throw error;
                    })
                .await())
        .isExactlyInstanceOf(CompletionException.class)
        .hasCause(error);
    assertThatThrownBy(() ->
            Call.goRun(
                    () -> {
                      throw interrupt;
                    })
                .await())
        .isExactlyInstanceOf(CompletionException.class)
        .hasCause(interrupt);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  @DisplayName("cancel: waiters are told, the goroutine is interrupted, its result is dropped")
  void cancel_interrupts() throws Exception {
    Call<String> call =
        Call.go(() -> {
          try {
            return gate.receive();
          } catch (InterruptedException e) {
            return "too late";
          }
        });
    Goroutines.until(() -> Goroutines.isParked(call.thread()), () -> call + " is not parked");
    assertThat(call.cancel(true)).isTrue();
    assertThat(call.cancel(true)).isFalse();
    call.thread().join();
    assertThat(call.isCancelled()).isTrue();
    assertThat(call.isDone()).isTrue();
    assertThatThrownBy(call::await)
        .isExactlyInstanceOf(CancellationException.class)
        .hasMessageContaining(call.toString());
    assertThatThrownBy(call::get).isExactlyInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> Select.select(call.onResult(), gate.onReceive()))
        .isExactlyInstanceOf(CancellationException.class);
  }

  @Test
  @DisplayName("cancel without interrupt lets the body end by itself")
  void cancel_withoutInterrupt() throws Exception {
    Channel<Boolean> saw = Channel.make(1);
    Call<String> call =
        Call.go(() -> {
          String value = gate.receive();
          saw.send(Thread.currentThread().isInterrupted());
          return value;
        });
    assertThat(call.cancel(false)).isTrue();
    gate.send("x");
    assertThat(saw.receive()).isFalse();
    assertThatThrownBy(call::await).isInstanceOf(CancellationException.class);
  }

  @Test
  @DisplayName("goexit in the body cancels its call")
  void goexit_cancels() throws InterruptedException {
    Call<String> call =
        Call.go(() -> {
          Go.goexit();
          return "never";
        });
    assertThatThrownBy(call::await).isInstanceOf(CancellationException.class);
    call.thread().join();
  }

  @Test
  @DisplayName("a wait that is late or interrupted leaves the call alone")
  void lateOrInterrupted_callGoesOn() throws Exception {
    Call<String> call = Call.go(gate::receive);
    assertThatThrownBy(() -> call.get(1, TimeUnit.NANOSECONDS))
        .isExactlyInstanceOf(TimeoutException.class)
        .hasMessageContaining("running");
    Goroutines.assertWaitsUntilInterrupted("chan receive", call::await);
    String late = Select.select(call.onResult(), Select.timeout(Duration.ofNanos(1), () -> "late"));
    assertThat(late).isEqualTo("late");
    gate.send("x");
    assertThat(call.await()).isEqualTo("x");
  }

  @Test
  @DisplayName("cancel and the end of the body at the same time: one outcome, the same for all")
  void cancelAgainstEnd_oneOutcome() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      Call<Integer> call = Call.go(() -> 1);
      boolean won = call.cancel(true);
      assertThat(call.isDone()).isTrue();
      assertThat(call.isCancelled()).isEqualTo(won);
      if (won) {
        assertThatThrownBy(call::await).isInstanceOf(CancellationException.class);
      } else {
        assertThat(call.await()).isEqualTo(1);
      }
    }
  }
}

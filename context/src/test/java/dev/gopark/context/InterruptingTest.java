package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InterruptingTest {
  private final CancelContext ctx = Context.withCancel(Context.background());
  private final Channel<String> silent = Channel.make();

  @AfterEach
  void flagIsDown() {
    assertThat(Thread.interrupted()).isFalse();
  }

  /** Ends the context when the calling thread is parked. */
  private void cancelWhenParked(Throwable cause) {
    Thread waiting = Thread.currentThread();
    Go.go(() -> {
      Await.parked(waiting);
      ctx.cancel(cause);
    });
  }

  @Test
  @DisplayName("a block that waits is interrupted by the context's end, and the flag stays inside")
  void block_waiting_endsInContextException() {
    var reason = new Exception("reason");
    cancelWhenParked(reason);
    assertThatThrownBy(() -> ctx.interrupting(silent::receive))
        .isInstanceOf(CanceledException.class)
        .hasMessage("context canceled in a block that it interrupted")
        .hasCause(reason)
        .satisfies(e -> assertThat(e.getStackTrace()).isNotEmpty())
        .satisfies(e ->
            assertThat(e.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(((CancelNode) ctx).checkInvariants()).isZero();
  }

  @Test
  void block_deadline_endsInDeadlineExceeded() {
    try (var late = Context.withTimeout(ctx, Duration.ofMillis(5))) {
      assertThatThrownBy(() -> late.interrupting(() -> silent.send("x")))
          .isInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void block_returns_itsResult() throws Exception {
    assertThat(ctx.<String>interrupting(() -> "result")).isEqualTo("result");
    var ran = new AtomicBoolean();
    ctx.interrupting(() -> {
      ran.set(true);
    });
    assertThat(ran).isTrue();
    assertThat(((CancelNode) ctx).checkInvariants()).isZero();
    assertThat(Context.background().<Integer>interrupting(() -> 1)).isEqualTo(1);
  }

  @Test
  void block_contextEnded_isNotRun() {
    ctx.cancel();
    var ran = new AtomicBoolean();
    assertThatThrownBy(() -> ctx.interrupting(() -> ran.getAndSet(true)))
        .isInstanceOf(CanceledException.class)
        .hasMessage("context canceled before a block under it");
    assertThat(ran).isFalse();
  }

  @Test
  void block_ignoresInterrupt_resultCountsAndFlagIsDown() throws Exception {
    String result =
        ctx.interrupting(() -> {
          ctx.cancel();
          return Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted";
        });
    assertThat(result).isEqualTo("interrupted");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void block_throwsSomethingElse_comesOut() {
    assertThatThrownBy(() ->
            ctx.interrupting(() -> {
              ctx.cancel();
              throw new IllegalStateException("mine");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    CancelContext live = Context.withCancel(Context.background());
    assertThatThrownBy(() ->
            live.interrupting(() -> {
              throw new IOException("mine");
            }))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            live.interrupting(() -> {
              throw new AssertionError("mine");
            }))
        .isInstanceOf(AssertionError.class);
    assertThat(((CancelNode) live).checkInvariants()).isZero();
  }

  @Test
  void block_wrapsItsInterrupt_isRecognised() {
    cancelWhenParked(null);
    assertThatThrownBy(() ->
            ctx.interrupting(() -> {
              for (String s : silent) {
                throw new AssertionError(s);
              }
            }))
        .as("an iterator over a channel throws a CancellationException")
        .isInstanceOf(CanceledException.class);
  }

  @Test
  void block_inInterruptibleChannel_isRecognised() throws Exception {
    Pipe pipe = Pipe.open();
    var task =
        new FutureTask<>(() -> {
          try {
            return ctx.interrupting(() -> {
              try {
                return pipe.source().read(ByteBuffer.allocate(1));
              } catch (ClosedByInterruptException e) {
                throw new UncheckedIOException(e);
              }
            });
          } finally {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          }
        });
    Thread reader = new Thread(task);
    reader.start();
    Await.until("reading", () -> inRead(reader));
    ctx.cancel();
    assertThatThrownBy(task::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CanceledException.class);
    pipe.sink().close();
  }

  private static boolean inRead(Thread thread) {
    for (StackTraceElement e : thread.getStackTrace()) {
      if (e.getMethodName().equals("read")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void thread_interruptedBySomebodyElse_interruptedException() throws Exception {
    Thread waiting = Thread.currentThread();
    Thread other =
        Go.go(() -> {
          Await.parked(waiting);
          waiting.interrupt();
        });
    assertThatThrownBy(() -> ctx.interrupting(silent::receive))
        .isInstanceOf(InterruptedException.class);
    other.join();
    assertThat(((CancelNode) ctx).checkInvariants()).isZero();
  }

  @Test
  void thread_interruptedBefore_throwsAndDoesNotRun() {
    Thread.currentThread().interrupt();
    var ran = new AtomicBoolean();
    assertThatThrownBy(() -> ctx.interrupting(() -> ran.getAndSet(true)))
        .isInstanceOf(InterruptedException.class);
    assertThat(ran).isFalse();
  }

  @Test
  void flag_setInBlockBySomebodyElse_stays() throws Exception {
    ctx.interrupting(() -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void blocks_nested_outerEnds_outerException() {
    try (var inner = Context.withCancel(Context.background())) {
      var reason = new Exception("reason");
      cancelWhenParked(reason);
      assertThatThrownBy(() -> ctx.interrupting(() -> inner.<String>interrupting(silent::receive)))
          .isInstanceOf(CanceledException.class)
          .hasCause(reason);
    }
  }

  @Test
  void blocks_nestedBothEnd_outerKeepsItsInterrupt() throws Exception {
    CancelContext inner = Context.withCancel(Context.background());
    String what =
        ctx.interrupting(() -> {
          String in =
              inner.interrupting(() -> {
                ctx.cancel();
                inner.cancel();
                return "returned";
              });
          return in + (Thread.currentThread().isInterrupted() ? ", flag up" : ", flag down");
        });
    assertThat(what).isEqualTo("returned, flag up");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void blocks_nestedInnerEnds_outerGoesOn() throws Exception {
    CancelContext inner = Context.withCancel(Context.background());
    var reason = new Exception("reason");
    String what =
        ctx.interrupting(() -> {
          assertThatThrownBy(() ->
                  inner.interrupting(() -> {
                    inner.cancel(reason);
                    silent.receive();
                  }))
              .isInstanceOf(CanceledException.class)
              .hasCause(reason);
          return Thread.currentThread().isInterrupted() ? "flag up" : "flag down";
        });
    assertThat(what).isEqualTo("flag down");
  }

  @Test
  @DisplayName("the flag never leaks, however the end of the block and of the context meet")
  void block_endsAsContextEnds_flagNeverLeaks() throws Exception {
    for (int round = 0; round < 20_000; round++) {
      CancelContext each = Context.withCancel(Context.background());
      Thread canceller = Thread.startVirtualThread(each::cancel);
      try {
        each.interrupting(() -> LockSupport.parkNanos(1));
      } catch (ContextException expected) {
        assertThat(each.err()).isInstanceOf(expected.getClass());
      }
      // The cancel is over: what it would do to this thread it has done.
      canceller.join();
      if (Thread.interrupted()) {
        throw new AssertionError("the flag leaked in round " + round);
      }
      assertThat(((CancelNode) each).checkInvariants()).isZero();
    }
  }
}

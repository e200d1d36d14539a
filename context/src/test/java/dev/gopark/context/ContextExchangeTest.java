package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Select;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContextExchangeTest {
  private final CancelContext ctx = Context.withCancel(Context.background());

  private void cancelWhenParked() {
    Thread waiting = Thread.currentThread();
    Go.go(() -> {
      Await.parked(waiting);
      ctx.cancel();
    });
  }

  @Test
  void sendAndReceive_ready_doNotWait() throws Exception {
    Channel<String> ch = Channel.make(1);
    ctx.send(ch, "a");
    String a = ctx.receive(ch);
    assertThat(a).isEqualTo("a");
    ch.close();
    String end = ctx.receive(ch);
    assertThat(end).isNull();
    assertThatThrownBy(() -> ctx.send(ch, "b")).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void receive_contextEnds_contextException() {
    Channel<String> ch = Channel.make();
    cancelWhenParked();
    assertThatThrownBy(() -> ctx.receive(ch)).isInstanceOf(CanceledException.class);
    assertThat(ch.trySend("x")).as("nobody waits any more").isFalse();
  }

  @Test
  void send_contextEnds_contextExceptionAndNothingSent() {
    Channel<String> ch = Channel.make();
    cancelWhenParked();
    assertThatThrownBy(() -> ctx.send(ch, "x")).isInstanceOf(CanceledException.class);
    assertThat(ch.toString()).contains("senders waiting 0");
  }

  @Test
  void contextEnded_readyChannel_nothingHappens() {
    Channel<String> ch = Channel.make(2);
    ch.trySend("x");
    ctx.cancel();
    assertThatThrownBy(() -> ctx.receive(ch)).isInstanceOf(CanceledException.class);
    assertThatThrownBy(() -> ctx.send(ch, "y")).isInstanceOf(CanceledException.class);
    assertThat(ch.size()).isEqualTo(1);
  }

  @Test
  void receive_waits_getsElementOrEnd() throws Exception {
    Channel<String> ch = Channel.make();
    Thread waiting = Thread.currentThread();
    Go.go(() -> {
      Await.parked(waiting);
      ch.send("late");
      Await.parked(waiting);
      ch.close();
    });
    String late = ctx.receive(ch);
    assertThat(late).isEqualTo("late");
    String end = ctx.receive(ch);
    assertThat(end).isNull();
  }

  @Test
  void receive_interrupted_interruptedException() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ctx.receive(Channel.make())).isInstanceOf(InterruptedException.class);
  }

  @Test
  @DisplayName("nothing is lost or doubled when contexts end under senders and receivers")
  void exchange_underTimeouts_conserved() throws Exception {
    Channel<Integer> ch = Channel.make();
    var sent = new AtomicInteger();
    var received = new AtomicInteger();
    var group = new ErrGroup();
    for (int t = 0; t < 2; t++) {
      group.go(() -> {
        for (int i = 0; i < 2_000; i++) {
          try (var brief = Context.withTimeout(ctx, Duration.ofNanos(20_000))) {
            brief.send(ch, 1);
            sent.incrementAndGet();
          } catch (DeadlineExceededException e) {
            // Not sent.
          }
        }
      });
      group.go(() -> {
        for (int i = 0; i < 2_000; i++) {
          try (var brief = Context.withTimeout(ctx, Duration.ofNanos(20_000))) {
            Integer one = brief.receive(ch);
            received.addAndGet(one);
          } catch (DeadlineExceededException e) {
            // Not received.
          }
        }
      });
    }
    group.await();
    assertThat(received.get()).isEqualTo(sent.get());
    assertThat(((CancelNode) ctx).checkInvariants()).isZero();
  }

  @Test
  void onDone_withBody_chosenWhenEnded() throws Exception {
    Channel<String> ch = Channel.make();
    cancelWhenParked();
    String what = Select.select(ch.onReceive(), ctx.onDone(() -> "over"));
    assertThat(what).isEqualTo("over");
    assertThatThrownBy(() -> Select.<String>select(ch.onReceive(), ctx.onDone()))
        .isInstanceOf(CanceledException.class);
    String idle =
        Select.<String>select(Context.background().onDone(), Select.otherwise(() -> "idle"));
    assertThat(idle).isEqualTo("idle");
  }

  @Test
  void foreign_closedWithoutErr_isNamed() {
    var broken = new Foreign();
    broken.done.close();
    assertThatThrownBy(() -> broken.receive(Channel.make()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Foreign");
  }

  @Test
  void nulls_always_throw() {
    assertThatThrownBy(() -> ctx.send(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ctx.send(Channel.make(), null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ctx.receive(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> ctx.onDone(null)).isInstanceOf(NullPointerException.class);
  }
}

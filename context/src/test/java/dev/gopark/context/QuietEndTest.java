package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A goroutine that was told to stop is no news, unless somebody asked to hear of it. */
class QuietEndTest {
  @Test
  @DisplayName("a cancellation that ends a goroutine is not printed; a deadline and a failure are")
  void goroutines_endedByTheirContext_printNothing() throws Exception {
    List<String> lines = ChildJvm.run(Ends.class);
    assertThat(lines).noneMatch(line -> line.contains("CanceledException"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("Exception in thread"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("late", "DeadlineExceededException"),
            line -> assertThat(line).contains("broken", "IllegalStateException"));
  }

  @Test
  void goroutines_withAHandler_giveItEverything() throws Exception {
    assertThat(ChildJvm.run(Ends.class, "-Dhandler=true"))
        .filteredOn(line -> line.startsWith("handled"))
        .containsExactlyInAnyOrder(
            "handled CanceledException",
            "handled DeadlineExceededException",
            "handled IllegalStateException");
  }

  @Test
  void goroutine_withAHandlerOfItsOwn_givesItTheCancellation() throws Exception {
    Channel<Throwable> handled = Channel.make(1);
    CancelContext ctx = Context.withCancel(Context.background());
    Channel<Void> gate = Channel.make();
    Thread thread =
        Go.go(() -> {
          gate.receive();
          ctx.throwIfDone();
        });
    thread.setUncaughtExceptionHandler((t, thrown) -> {
      boolean unused = handled.trySend(thrown);
    });
    ctx.cancel();
    gate.close();
    assertThat(handled.receive()).isInstanceOf(CanceledException.class);
  }

  /** Three goroutines that end with an exception. */
  static final class Ends {
    private Ends() {}

    public static void main(String[] args) throws Exception {
      if (Boolean.getBoolean("handler")) {
        Thread.setDefaultUncaughtExceptionHandler(
            (thread, thrown) -> System.out.println("handled " + thrown.getClass().getSimpleName()));
      }
      CancelContext ctx = Context.withCancel(Context.background());
      Channel<Void> silent = Channel.make();
      Thread told = Go.go("told", () -> ctx.receive(silent));
      Thread late =
          Go.go("late", () -> Context.withTimeout(ctx, Duration.ofMillis(1)).receive(silent));
      Thread broken =
          Go.go(
              "broken",
              () -> {
                throw new IllegalStateException("broken");
              });
      late.join();
      broken.join();
      ctx.cancel();
      told.join();
    }
  }
}

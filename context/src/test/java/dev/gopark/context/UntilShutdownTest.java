package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntilShutdownTest {
  /** A service: what it prints tells how it ended. */
  static final class Service {
    private Service() {}

    public static void main(String[] args) throws Exception {
      Duration grace = Duration.parse(args[0]);
      try (var ctx = Context.untilShutdown(grace);
          var below = Context.withCancel(ctx)) {
        System.out.println("serving " + ctx);
        below.done().receive();
        System.out.println(below.err().getMessage());
        System.out.println(below.cause().getClass().getSimpleName());
        try (var late = Context.untilShutdown(grace)) {
          System.out.println("late " + late.cause().getClass().getSimpleName());
        }
        if (args[1].equals("hangs")) {
          below.interrupting(() -> Thread.sleep(Duration.ofHours(1)));
        }
        System.out.println("cleaned up");
      } catch (ContextException e) {
        // Not interrupted: the context has ended before the block.
        while (true) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static Process start(String... args) throws Exception {
    List<String> command = new ArrayList<>(defaultSigint());
    command.addAll(ChildJvm.command(Service.class));
    command.addAll(List.of(args));
    return ChildJvm.start(command);
  }

  /**
   * A shell that starts a job in the background makes it ignore SIGINT, and all that it starts, and
   * a JVM leaves an ignored signal alone. Where the tests run like that, env can undo it.
   */
  private static List<String> defaultSigint() throws Exception {
    List<String> env = List.of("env", "--default-signal=INT");
    Process probe =
        new ProcessBuilder(env.get(0), env.get(1), "true").redirectErrorStream(true).start();
    return probe.waitFor() == 0 ? env : List.of();
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  @DisplayName("X24 a signal ends the context, and the JVM waits for the clean-up")
  void signal_service_cleansUp(String name) throws Exception {
    Process process = start("PT30S", "stops");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("serving context.Background.UntilShutdown");
      signal(process, name);
      assertThat(out.lines().toList())
          .containsExactly(
              "context canceled", "ShutdownException", "late ShutdownException", "cleaned up");
      assertThat(process.waitFor()).isEqualTo(name.equals("TERM") ? 143 : 130);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("X24 a service that does not stop is held back for the grace period only")
  void signal_serviceHangs_graceEnds() throws Exception {
    Process process = start("PT0.2S", "hangs");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("serving");
      signal(process, "TERM");
      assertThat(out.lines().toList()).doesNotContain("cleaned up");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void close_beforeShutdown_endsPlainly() {
    CancelContext ctx = Context.untilShutdown();
    assertThat(ctx.err()).isNull();
    assertThat(ctx.deadline()).isEmpty();
    ctx.close();
    assertThat(ctx.err()).isInstanceOf(CanceledException.class).isSameAs(ctx.cause());
    ctx.close();
    CancelContext other = Context.untilShutdown(Duration.ZERO);
    var reason = new Exception("reason");
    other.cancel(reason);
    assertThat(other.cause()).isSameAs(reason);
  }

  @Test
  void grace_null_throws() {
    assertThatThrownBy(() -> Context.untilShutdown(null)).isInstanceOf(NullPointerException.class);
  }
}

package dev.gopark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ChannelClosedException;
import dev.gopark.channel.Select;
import dev.gopark.context.Context;
import dev.gopark.sync.WaitGroup;
import dev.gopark.testing.internal.Hooks;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each fault finds something that nothing else finds, and is replayed. */
class FaultsTest {
  private static final Duration MS = Duration.ofMillis(1);

  /**
   * The program passes without the fault, fails with it, and fails in the same way when replayed.
   */
  private static SimulationFailure onlyWith(Fault fault, Task program) {
    Simulation.builder().named("faults").schedules(200).run(program);
    var builder = Simulation.builder().named("faults").schedules(2000).faults(fault);
    var failure = catchThrowableOfType(SimulationFailure.class, () -> builder.run(program));
    assertThat(failure).as(fault + " finds nothing").isNotNull();
    System.setProperty("gopark.simulation.replay", failure.replay());
    try {
      var again = catchThrowableOfType(SimulationFailure.class, () -> builder.run(program));
      assertThat(again.trace()).isEqualTo(failure.trace()).contains("fault: ");
    } finally {
      System.clearProperty("gopark.simulation.replay");
    }
    return failure;
  }

  @Test
  void clockJump_aDeadlinePassesWhileGoroutinesRun() {
    SimulationFailure failure =
        onlyWith(
            Fault.CLOCK_JUMP,
            () -> {
              try (var ctx = Context.withTimeout(Context.background(), MS)) {
                Go.gosched();
                Go.gosched();
                assertThat(ctx.err()).isNull();
              }
            });
    assertThat(failure.kind()).isEqualTo(SimulationFailure.Kind.UNCAUGHT);
  }

  @Test
  void slowGoroutine_theOtherSideTimesOut() {
    onlyWith(
        Fault.SLOW_GOROUTINE,
        () -> {
          Channel<Integer> c = Channel.make(1);
          Go.go(() -> c.send(1));
          int got = Select.<Integer>select(c.onReceive(v -> 1), Select.timeout(MS, () -> 0));
          assertThat(got).isEqualTo(1);
        });
  }

  @Test
  void interrupt_endsAGoroutine_whatItForgotIsFound() {
    SimulationFailure failure =
        onlyWith(
            Fault.INTERRUPT,
            () -> {
              Channel<Integer> c = Channel.make();
              var wg = new WaitGroup();
              wg.add(2);
              for (int i = 0; i < 2; i++) {
                Go.go(() -> {
                  c.receive();
                  wg.done(); // not in a finally block
                });
              }
              c.trySend(1, MS);
              c.trySend(2, MS);
              wg.await();
            });
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
  }

  @Test
  void failedStart_whatWasCountedBeforeIsFound() {
    SimulationFailure failure =
        onlyWith(
            Fault.FAILED_START,
            () -> {
              var wg = new WaitGroup();
              for (int i = 0; i < 3; i++) {
                wg.add(1);
                try {
                  Go.go(wg::done);
                } catch (OutOfMemoryError e) {
                  // and the count stays
                }
              }
              wg.await();
            });
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(SimulationFailure.Kind.DEADLOCK);
  }

  @Test
  @Tag("agent")
  void callbackThrows_whatFollowsIsFound() {
    assumeTrue(Hooks.isWoven(), "for the execution with the agent");
    SimulationFailure failure =
        onlyWith(
            Fault.CALLBACK_THROWS,
            () -> {
              var wg = new WaitGroup();
              wg.add(1);
              Go.go(wg::done); // the task itself is a callback
              wg.await();
            });
    assertThat(failure.kind())
        .isIn(SimulationFailure.Kind.DEADLOCK, SimulationFailure.Kind.LEFT_OVER);
  }

  @Test
  @Tag("agent")
  void cancelAndClose_hitWhatTheProgramHasMade() {
    assumeTrue(Hooks.isWoven(), "for the execution with the agent");
    onlyWith(
        Fault.CANCEL,
        () -> {
          try (var ctx = Context.withCancel(Context.background())) {
            Go.gosched();
            Go.gosched();
            assertThat(ctx.err()).isNull();
          }
        });
    onlyWith(
        Fault.CLOSE,
        () -> {
          Channel<Integer> c = Channel.make(3);
          for (int i = 0; i < 3; i++) {
            Go.gosched();
            try {
              c.send(i);
            } catch (ChannelClosedException e) {
              throw new AssertionError("closed", e);
            }
          }
        });
  }

  @Test
  @Tag("agent")
  void outOfMemory_anOperationHappenedOrItDidNot() {
    assumeTrue(Hooks.isWoven(), "for the execution with the agent");
    Simulation.builder()
        .schedules(1000)
        .faults(Fault.OUT_OF_MEMORY)
        .run(() -> {
          Channel<Integer> c = Channel.make(1);
          int sent = 0;
          int got = 0;
          for (int i = 0; i < 4; i++) {
            try {
              sent += c.trySend(1) ? 1 : 0;
            } catch (OutOfMemoryError e) {
              assertThat(e).hasMessageContaining("simulated");
            }
          }
          for (int i = 0; i < 4; i++) {
            try {
              got += c.tryReceive() instanceof dev.gopark.channel.Received.Value<?> ? 1 : 0;
            } catch (OutOfMemoryError e) {
              got++; // the element was taken; what would have carried it could not be made
            }
          }
          assertThat(got).isGreaterThanOrEqualTo(sent);
        });
  }

  @Test
  void faults_withoutTheAgent_thatNeedIt_areRefused() {
    if (Hooks.isWoven()) {
      return; // both executions run this class
    }
    assertThatThrownBy(() -> Simulation.builder().faults(Fault.OUT_OF_MEMORY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs the agent");
  }
}

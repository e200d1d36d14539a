package dev.gopark.channel;

import static dev.gopark.testing.Schedules.search;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.sync.WaitGroup;
import dev.gopark.timer.Timers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channel's protocols, production code, under the schedules of a simulation. */
class ChannelSimulationTest {
  private static final Duration MS = Duration.ofMillis(1);

  private static void check(Channel<?> channel) {
    ((Hchan<?>) channel).checkInvariants();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void sendersAndReceivers_everyElementOnce(int capacity) {
    search(() -> {
      Channel<Integer> c = Channel.make(capacity);
      var wg = new WaitGroup();
      int[] got = new int[3];
      for (int i = 0; i < 3; i++) {
        int n = i;
        wg.go(() -> got[n] = c.receive());
        wg.go(() -> c.send(1 << n));
      }
      wg.await();
      assertThat(got[0] + got[1] + got[2]).isEqualTo(7);
      check(c);
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void close_againstSendersAndReceivers_nothingLost(int capacity) {
    search(() -> {
      Channel<Integer> c = Channel.make(capacity);
      var wg = new WaitGroup();
      int[] sent = {0, 0};
      int[] got = {0, 0};
      for (int i = 0; i < 2; i++) {
        int n = i;
        wg.go(() -> {
          try {
            c.send(n + 1);
            sent[n] = n + 1;
          } catch (ChannelClosedException e) {
            sent[n] = 0;
          }
        });
        wg.go(() -> {
          Integer value;
          while ((value = c.receive()) != null) {
            got[n] += value;
          }
        });
      }
      wg.go(c::close);
      wg.await();
      assertThat(got[0] + got[1]).isEqualTo(sent[0] + sent[1]);
      assertThat(c.isDrained()).isTrue();
      check(c);
    });
  }

  @Test
  void trySend_whileAReceiverWaitsUntilTheClose_isNeverFull() {
    search(() -> {
      Channel<Integer> c = Channel.make();
      var wg = new WaitGroup();
      Integer[] got = {null};
      String[] said = {""};
      wg.go(() -> got[0] = c.receive());
      Timers.sleep(MS); // it waits
      wg.go(c::close);
      wg.go(() -> {
        try {
          said[0] = c.trySend(7) ? "sent" : "full";
        } catch (ChannelClosedException e) {
          said[0] = "closed";
        }
      });
      wg.await();
      assertThat(said[0]).isEqualTo(got[0] == null ? "closed" : "sent");
    });
  }

  @Test
  void timeouts_atTheInstantOfTheExchange_bothSidesAgree() {
    search(() -> {
      Channel<Integer> c = Channel.make();
      var wg = new WaitGroup();
      boolean[] sent = {false};
      wg.go(() -> {
        Timers.sleep(MS);
        sent[0] = c.trySend(5, MS);
      });
      Received<Integer> got = c.tryReceive(MS);
      wg.await();
      assertThat(got instanceof Received.Value<Integer>).isEqualTo(sent[0]);
      check(c);
    });
  }

  @Test
  void interrupt_againstDelivery_noElementIsLost() {
    search(() -> {
      Channel<Integer> c = Channel.make();
      Integer[] got = {null};
      Thread receiver =
          Go.go(
              "receiver",
              () -> {
                try {
                  got[0] = c.receive();
                } catch (InterruptedException e) {
                  got[0] = null;
                }
              });
      Go.go("interrupter", receiver::interrupt);
      boolean sent = c.trySend(5, Duration.ofSeconds(1));
      receiver.join();
      Timers.sleep(MS);
      assertThat(got[0] != null).isEqualTo(sent);
      check(c);
    });
  }

  @Test
  void selects_overTwoChannels_eachPairsOnce() {
    search(() -> {
      Channel<Integer> a = Channel.make();
      Channel<Integer> b = Channel.make();
      var wg = new WaitGroup();
      int[] got = {0, 0};
      wg.go(() -> got[0] = Select.<Integer>select(a.onReceive(), b.onReceive()));
      wg.go(() -> got[1] = Select.<Integer>select(b.onReceive(), a.onReceive()));
      wg.go(() -> a.send(1));
      wg.go(() -> b.send(2));
      wg.await();
      assertThat(got[0] + got[1]).isEqualTo(3);
      check(a);
      check(b);
    });
  }

  @Test
  void selects_sendAndReceiveOnTheSameChannels_exchangeWithEachOther() {
    search(() -> {
      Channel<Integer> a = Channel.make();
      Channel<Integer> b = Channel.make();
      var wg = new WaitGroup();
      int[] got = {0, 0};
      for (int i = 0; i < 2; i++) {
        int n = i;
        wg.go(() ->
            got[n] =
                Select.<Integer>select(
                    a.onSend(n + 1, () -> 0),
                    b.onReceive(v -> v == null ? -1 : v),
                    b.onSend(n + 1, () -> 0),
                    a.onReceive(v -> v == null ? -1 : v)));
      }
      wg.await();
      assertThat(got[0] + got[1]).isIn(1, 2);
      check(a);
      check(b);
    });
  }

  @Test
  void select_timeoutAgainstSender_bothSidesAgree() {
    search(() -> {
      Channel<Integer> c = Channel.make();
      var wg = new WaitGroup();
      int[] sent = {0};
      wg.go(() -> {
        for (int i = 0; i < 3; i++) {
          Timers.sleep(MS);
          sent[0] += c.trySend(1, MS) ? 1 : 0;
        }
      });
      Select<Integer> select =
          Select.of(c.onReceive(v -> 1), Select.timeout(MS, () -> 0)); // used again
      int got = 0;
      for (int i = 0; i < 8; i++) {
        got += select.run();
      }
      wg.await();
      assertThat(got).isEqualTo(sent[0]);
      check(c);
    });
  }

  @Test
  void select_closeOfOneChannel_wakesOnce() {
    search(() -> {
      Channel<Integer> a = Channel.make();
      Channel<Integer> b = Channel.make(1);
      var wg = new WaitGroup();
      int[] seen = {0};
      wg.go(() ->
          seen[0] =
              Select.<Integer>select(a.onReceive(v -> 1), b.onReceive(v -> v == null ? 2 : 3)));
      wg.go(a::close);
      wg.go(() -> b.trySend(7));
      wg.await();
      assertThat(seen[0]).isIn(1, 3);
      assertThat(b.size()).isEqualTo(seen[0] == 1 ? 1 : 0);
      check(a);
      check(b);
    });
  }

  @Test
  void timerChannel_stopAndResetAgainstReceive_noStaleValue() {
    search(() -> {
      var start = Channel.after(Duration.ZERO).receive();
      TimerChannel timer = Channel.after(MS);
      var wg = new WaitGroup();
      boolean[] got = {false};
      wg.go(() -> got[0] = timer.tryReceive(MS.multipliedBy(2)) instanceof Received.Value<?>);
      boolean[] stopped = {false};
      wg.go(() -> {
        Timers.sleep(MS);
        stopped[0] = timer.stop();
      });
      wg.await();
      assertThat(got[0]).isNotEqualTo(stopped[0]);
      timer.reset(MS);
      var again = timer.receive();
      assertThat(Duration.between(start, again)).isGreaterThanOrEqualTo(MS.multipliedBy(2));
    });
  }

  @Test
  void ticker_againstSelectWithAnotherChannel_noTickWakesTwice() {
    search(() -> {
      try (TickChannel tick = Channel.tick(MS)) {
        Channel<Integer> c = Channel.make();
        var wg = new WaitGroup();
        int[] ticks = {0};
        int[] values = {0};
        for (int i = 0; i < 2; i++) {
          wg.go(() -> {
            for (int k = 0; k < 2; k++) {
              Select.<Integer>select(
                  tick.onReceive(t -> ticks[0]++), c.onReceive(v -> values[0]++));
            }
          });
        }
        boolean[] sent = {false};
        wg.go(() -> sent[0] = c.trySend(1, MS.multipliedBy(3)));
        wg.await();
        assertThat(values[0]).isEqualTo(sent[0] ? 1 : 0);
        assertThat(ticks[0] + values[0]).isEqualTo(4);
        check(c);
      }
    });
  }
}

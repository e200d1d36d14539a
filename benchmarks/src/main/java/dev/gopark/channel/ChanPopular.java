package dev.gopark.channel;

import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPopular;
import dev.gopark.bench.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@code chanPopular}: a thousand goroutines select, each from a channel of its own and from one
 * that all share and nobody sends to. Another sends to all the private ones, again and again.
 */
@Scenario(
    word = "chanPopular",
    group = Group.SELECT,
    operation =
        "1,000 goroutines woken, each from a select over its own channel and a shared one; 20 in a body",
    go = "ChanPopular",
    catalogue = true,
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ChanPopular {
  static final int COUNT = 20;
  private static final int CROWD = 1_000;
  private static final Integer ELEMENT = 1;

  @Param({"gopark", "goparkOneShot", "jox", "kotlinx"})
  String contender;

  private Crew crowd;
  private Task rounds;
  private Task close;

  /** Starts the thousand, which wait all the time. */
  @Setup
  public void start() {
    crowd = new Crew();
    switch (contender) {
      case "gopark" -> startOurs(false);
      case "goparkOneShot" -> startOurs(true);
      case "jox" -> startJox();
      case "kotlinx" -> {
        var kotlin = new KotlinPopular(CROWD);
        rounds = () -> kotlin.rounds(COUNT);
        close = kotlin::close;
      }
      default -> throw new IllegalArgumentException("no such contender: " + contender);
    }
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void wakeAll() throws Exception {
    if (contender.equals("kotlinx")) {
      rounds.run();
    } else {
      var waker = new Crew();
      waker.go(rounds);
      waker.await();
    }
  }

  @TearDown
  public void end() throws Exception {
    close.run();
    crowd.await();
  }

  private void startOurs(boolean oneShot) {
    Channel<Integer> never = Channel.make();
    List<Channel<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      Channel<Integer> mine = Channel.make();
      channels.add(mine);
      crowd.go(() -> {
        if (oneShot) {
          while (Select.select(never.onReceive(), mine.onReceive()) != null) {}
        } else {
          var either = Select.of(never.onReceive(), mine.onReceive());
          while (either.run() != null) {}
        }
      });
    }
    rounds =
        () -> {
          for (int round = 0; round < COUNT; round++) {
            for (Channel<Integer> channel : channels) {
              channel.send(ELEMENT);
            }
          }
        };
    close = () -> channels.forEach(SendChannel::close);
  }

  private void startJox() {
    com.softwaremill.jox.Channel<Integer> never =
        com.softwaremill.jox.Channel.newRendezvousChannel();
    List<com.softwaremill.jox.Channel<Integer>> channels = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      com.softwaremill.jox.Channel<Integer> mine =
          com.softwaremill.jox.Channel.newRendezvousChannel();
      channels.add(mine);
      crowd.go(() -> {
        while (com.softwaremill.jox.Select.selectOrClosed(
                never.receiveClause(), mine.receiveClause())
            instanceof Integer) {}
      });
    }
    rounds =
        () -> {
          for (int round = 0; round < COUNT; round++) {
            for (com.softwaremill.jox.Channel<Integer> channel : channels) {
              channel.send(ELEMENT);
            }
          }
        };
    close = () -> channels.forEach(com.softwaremill.jox.Channel::done);
  }
}

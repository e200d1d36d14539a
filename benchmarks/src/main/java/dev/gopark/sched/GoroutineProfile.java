package dev.gopark.sched;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * {@code goroutineProfile}: the text that shows five thousand goroutines, which all wait. On our
 * own scheduler that is {@link Scheduler#dump()}; the JDK has none that a program can ask for
 * safely, so there it is the stack trace of each thread, as text.
 */
@Scenario(
    word = "goroutineProfile",
    group = Group.SCHEDULER,
    operation = "the text that shows 5,000 goroutines that wait",
    go = "GoroutineProfile",
    catalogue = true,
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class GoroutineProfile {
  private static final int CROWD = 5_000;

  private final Channel<Integer> never = Channel.make();
  private final List<Thread> threads = new ArrayList<>();
  private Scheduler scheduler;

  @Setup
  public void start() {
    if (Scheduler.isSupported()) {
      scheduler = Scheduler.builder().procs(Crew.procs()).build();
    }
    for (int i = 0; i < CROWD; i++) {
      Task waiting = never::receive;
      threads.add(scheduler == null ? Go.go(waiting) : scheduler.go(waiting));
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  @Benchmark
  public String gopark() {
    return scheduler == null ? traces() : scheduler.dump();
  }

  @TearDown
  public void end() {
    never.close();
    if (scheduler != null) {
      scheduler.close();
    }
  }

  private String traces() {
    var text = new StringBuilder();
    for (Thread thread : threads) {
      text.append(thread).append(" [").append(thread.getState()).append("]:\n");
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("    ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}

package dev.gopark.channel;

import dev.gopark.Task;
import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * {@code requestResponse}: one goroutine asks another, and brings with each request what the answer
 * is to come through.
 */
@Scenario(
    word = "requestResponse",
    group = Group.CHANNEL,
    operation = "a request that brings a channel for its answer, and the answer; 10,000 in a body",
    go = "RequestResponse",
    goroutines = true)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RequestResponse {
  static final int COUNT = 10_000;
  private static final Integer ANSWER = 1;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void gopark() throws Exception {
    Channel<Channel<Integer>> requests = Channel.make();
    run(
        () -> requests.receive().send(ANSWER),
        () -> {
          Channel<Integer> answer = Channel.make(1);
          requests.send(answer);
          answer.receive();
        });
  }

  /** A future for the answer, the way most Java programs do it. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void completableFuture() throws Exception {
    var requests = new LinkedTransferQueue<CompletableFuture<Integer>>();
    run(
        () -> requests.take().complete(ANSWER),
        () -> {
          var answer = new CompletableFuture<Integer>();
          requests.put(answer);
          answer.get();
        });
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void synchronousQueue() throws Exception {
    var requests = new SynchronousQueue<SynchronousQueue<Integer>>();
    run(
        () -> requests.take().put(ANSWER),
        () -> {
          var answer = new SynchronousQueue<Integer>();
          requests.put(answer);
          answer.take();
        });
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void jox() throws Exception {
    com.softwaremill.jox.Channel<com.softwaremill.jox.Channel<Integer>> requests =
        com.softwaremill.jox.Channel.newRendezvousChannel();
    run(
        () -> requests.receive().send(ANSWER),
        () -> {
          com.softwaremill.jox.Channel<Integer> answer =
              com.softwaremill.jox.Channel.newBufferedChannel(1);
          requests.send(answer);
          answer.receive();
        });
  }

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void kotlinx() {
    KotlinPipe.requestResponse(COUNT);
  }

  private static void run(Task answerOne, Task askOnce)
      throws InterruptedException, ExecutionException {
    var crew = new Crew();
    crew.go(() -> repeat(answerOne));
    crew.go(() -> repeat(askOnce));
    crew.await();
  }

  private static void repeat(Task task) throws Exception {
    for (int i = 0; i < COUNT; i++) {
      task.run();
    }
  }
}

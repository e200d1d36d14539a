package dev.gopark.context;

import dev.gopark.bench.Group;
import dev.gopark.bench.Scenario;
import dev.gopark.channel.ReceiveChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether a context has ended. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class PollScenarios {
  final CancelContext ctx = Context.withCancel(Context.background());
  final io.grpc.Context.CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();

  PollScenarios(boolean ended) {
    ctx.done();
    if (ended) {
      ctx.cancel();
      grpc.cancel(null);
    }
  }

  /** By the reason. */
  public abstract static class Err extends PollScenarios {
    Err(boolean ended) {
      super(ended);
    }

    @Benchmark
    public Object gopark() {
      return ctx.err();
    }

    @Benchmark
    public boolean grpc() {
      return grpc.isCancelled();
    }
  }

  /** By the channel. */
  public abstract static class Done extends PollScenarios {
    private final ReceiveChannel<Void> done = ctx.done();

    Done(boolean ended) {
      super(ended);
    }

    @Benchmark
    public boolean gopark() {
      return ctx.done().isDrained();
    }

    /** With the channel in a variable, as in a loop. */
    @Benchmark
    public boolean goparkKept() {
      return done.isDrained();
    }

    @Benchmark
    public boolean grpc() {
      return grpc.isCancelled();
    }
  }

  @Scenario(
      word = "errOk",
      group = Group.CONTEXT,
      operation = "an err() of a live context",
      go = "ErrOK",
      catalogue = true)
  public static class ErrOk extends Err {
    public ErrOk() {
      super(false);
    }
  }

  @Scenario(
      word = "errCanceled",
      group = Group.CONTEXT,
      operation = "an err() of an ended context",
      go = "ErrCanceled",
      catalogue = true)
  public static class ErrCanceled extends Err {
    public ErrCanceled() {
      super(true);
    }
  }

  @Scenario(
      word = "checkCanceledErr",
      group = Group.CONTEXT,
      operation = "an err() of an ended context, as a loop asks",
      go = "CheckCanceled/Err",
      catalogue = true)
  public static class CheckCanceledErr extends Err {
    public CheckCanceledErr() {
      super(true);
    }
  }

  @Scenario(
      word = "checkCanceledDone",
      group = Group.CONTEXT,
      operation = "a poll of the done() of an ended context",
      go = "CheckCanceled/Done",
      catalogue = true)
  public static class CheckCanceledDone extends Done {
    public CheckCanceledDone() {
      super(true);
    }
  }

  @Scenario(
      word = "contextCancelDone",
      group = Group.CONTEXT,
      operation = "a poll of the done() of a live context by all threads",
      go = "ContextCancelDone",
      catalogue = true,
      parallel = true)
  public static class ContextCancelDone extends Done {
    public ContextCancelDone() {
      super(false);
    }
  }
}

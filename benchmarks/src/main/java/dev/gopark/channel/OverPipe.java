package dev.gopark.channel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A scenario whose contenders hand elements over through a {@link Pipe}, except one: the coroutines
 * of kotlinx cannot wait in Java's methods, so they have bodies of their own, in Kotlin.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public abstract class OverPipe {
  /** The elements that may be under way; 0 for none. */
  protected final int capacity;

  private Pipe shared;

  OverPipe(int capacity) {
    this.capacity = capacity;
  }

  abstract String contender();

  /** Makes the one pipe that most bodies need. */
  @Setup
  public void make() {
    if (!isKotlin()) {
      shared = newPipe();
    }
  }

  /** Whether the body in Kotlin is to run. */
  protected final boolean isKotlin() {
    return contender().equals("kotlinx");
  }

  protected final Pipe pipe() {
    return shared;
  }

  protected final Pipe newPipe() {
    return Pipe.make(contender(), capacity);
  }

  /** Two goroutines and no buffer. */
  public abstract static class Rendezvousing extends OverPipe {
    @Param({
      "gopark",
      "synchronousQueue",
      "linkedTransferQueueTransfer",
      "exchanger",
      "jox",
      "kotlinx"
    })
    String contender;

    protected Rendezvousing() {
      super(0);
    }

    @Override
    String contender() {
      return contender;
    }
  }

  /** Any number of goroutines and no buffer. */
  public abstract static class Unbuffered extends OverPipe {
    @Param({"gopark", "synchronousQueue", "linkedTransferQueueTransfer", "jox", "kotlinx"})
    String contender;

    protected Unbuffered() {
      super(0);
    }

    @Override
    String contender() {
      return contender;
    }
  }

  /** A buffer that holds a number of elements. */
  public abstract static class Buffered extends OverPipe {
    @Param({"gopark", "arrayBlockingQueue", "jox", "kotlinx"})
    String contender;

    protected Buffered(int capacity) {
      super(capacity);
    }

    @Override
    String contender() {
      return contender;
    }
  }
}

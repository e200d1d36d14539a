package dev.gopark.channel;

import dev.gopark.bench.Crew;
import dev.gopark.bench.Group;
import dev.gopark.bench.KotlinPipe;
import dev.gopark.bench.Scenario;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * {@code spsc16}, {@code mpsc16}, {@code mpmc16} and their kin: one or four senders, one or four
 * receivers, and one channel between them.
 */
public final class ManyToMany {
  private static final int MANY = 4;
  private static final Integer ELEMENT = 1;

  private ManyToMany() {}

  private static void run(OverPipe scenario, int senders, int receivers, int count)
      throws InterruptedException, ExecutionException {
    if (scenario.isKotlin()) {
      KotlinPipe.manyToMany(senders, receivers, scenario.capacity, count);
      return;
    }
    Pipe pipe = scenario.pipe();
    var crew = new Crew();
    for (int i = 0; i < senders; i++) {
      crew.go(() -> {
        for (int sent = 0; sent < count / senders; sent++) {
          pipe.put(ELEMENT);
        }
      });
    }
    for (int i = 0; i < receivers; i++) {
      crew.go(() -> {
        for (int received = 0; received < count / receivers; received++) {
          pipe.take();
        }
      });
    }
    crew.await();
  }

  /** From one goroutine to another, capacity 0. */
  @Scenario(
      word = "spsc0",
      group = Group.CHANNEL,
      operation = "an element from one goroutine to another without a buffer; 20,000 in a body",
      go = "Spsc0",
      goroutines = true)
  public static class Spsc0 extends OverPipe.Rendezvousing {
    static final int COUNT = 20_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 1, 1, COUNT);
    }
  }

  /** From one goroutine to another, capacity 1. */
  @Scenario(
      word = "spsc1",
      group = Group.CHANNEL,
      operation =
          "an element from one goroutine to another through a buffer of 1; 20,000 in a body",
      go = "Spsc1",
      goroutines = true)
  public static class Spsc1 extends OverPipe.Buffered {
    static final int COUNT = 20_000;

    public Spsc1() {
      super(1);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 1, 1, COUNT);
    }
  }

  /** From one goroutine to another, capacity 16. */
  @Scenario(
      word = "spsc16",
      group = Group.CHANNEL,
      operation =
          "an element from one goroutine to another through a buffer of 16; 100,000 in a body",
      go = "Spsc16",
      goroutines = true)
  public static class Spsc16 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Spsc16() {
      super(16);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 1, 1, COUNT);
    }
  }

  /** From one goroutine to another, capacity 128. */
  @Scenario(
      word = "spsc128",
      group = Group.CHANNEL,
      operation =
          "an element from one goroutine to another through a buffer of 128; 100,000 in a body",
      go = "Spsc128",
      goroutines = true)
  public static class Spsc128 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Spsc128() {
      super(128);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 1, 1, COUNT);
    }
  }

  /** From one goroutine to another, capacity 1024. */
  @Scenario(
      word = "spsc1024",
      group = Group.CHANNEL,
      operation =
          "an element from one goroutine to another through a buffer of 1024; 100,000 in a body",
      go = "Spsc1024",
      goroutines = true)
  public static class Spsc1024 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Spsc1024() {
      super(1024);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, 1, 1, COUNT);
    }
  }

  /** From four goroutines to one, capacity 0. */
  @Scenario(
      word = "mpsc0",
      group = Group.CHANNEL,
      operation = "an element from four goroutines to one without a buffer; 20,000 in a body",
      go = "Mpsc0",
      goroutines = true)
  public static class Mpsc0 extends OverPipe.Unbuffered {
    static final int COUNT = 20_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, 1, COUNT);
    }
  }

  /** From four goroutines to one, capacity 1. */
  @Scenario(
      word = "mpsc1",
      group = Group.CHANNEL,
      operation = "an element from four goroutines to one through a buffer of 1; 20,000 in a body",
      go = "Mpsc1",
      goroutines = true)
  public static class Mpsc1 extends OverPipe.Buffered {
    static final int COUNT = 20_000;

    public Mpsc1() {
      super(1);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, 1, COUNT);
    }
  }

  /** From four goroutines to one, capacity 16. */
  @Scenario(
      word = "mpsc16",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to one through a buffer of 16; 100,000 in a body",
      go = "Mpsc16",
      goroutines = true)
  public static class Mpsc16 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpsc16() {
      super(16);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, 1, COUNT);
    }
  }

  /** From four goroutines to one, capacity 128. */
  @Scenario(
      word = "mpsc128",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to one through a buffer of 128; 100,000 in a body",
      go = "Mpsc128",
      goroutines = true)
  public static class Mpsc128 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpsc128() {
      super(128);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, 1, COUNT);
    }
  }

  /** From four goroutines to one, capacity 1024. */
  @Scenario(
      word = "mpsc1024",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to one through a buffer of 1024; 100,000 in a body",
      go = "Mpsc1024",
      goroutines = true)
  public static class Mpsc1024 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpsc1024() {
      super(1024);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, 1, COUNT);
    }
  }

  /** From four goroutines to four, capacity 0. */
  @Scenario(
      word = "mpmc0",
      group = Group.CHANNEL,
      operation = "an element from four goroutines to four without a buffer; 20,000 in a body",
      go = "Mpmc0",
      goroutines = true)
  public static class Mpmc0 extends OverPipe.Unbuffered {
    static final int COUNT = 20_000;

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, MANY, COUNT);
    }
  }

  /** From four goroutines to four, capacity 1. */
  @Scenario(
      word = "mpmc1",
      group = Group.CHANNEL,
      operation = "an element from four goroutines to four through a buffer of 1; 20,000 in a body",
      go = "Mpmc1",
      goroutines = true)
  public static class Mpmc1 extends OverPipe.Buffered {
    static final int COUNT = 20_000;

    public Mpmc1() {
      super(1);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, MANY, COUNT);
    }
  }

  /** From four goroutines to four, capacity 16. */
  @Scenario(
      word = "mpmc16",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to four through a buffer of 16; 100,000 in a body",
      go = "Mpmc16",
      goroutines = true)
  public static class Mpmc16 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpmc16() {
      super(16);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, MANY, COUNT);
    }
  }

  /** From four goroutines to four, capacity 128. */
  @Scenario(
      word = "mpmc128",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to four through a buffer of 128; 100,000 in a body",
      go = "Mpmc128",
      goroutines = true)
  public static class Mpmc128 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpmc128() {
      super(128);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, MANY, COUNT);
    }
  }

  /** From four goroutines to four, capacity 1024. */
  @Scenario(
      word = "mpmc1024",
      group = Group.CHANNEL,
      operation =
          "an element from four goroutines to four through a buffer of 1024; 100,000 in a body",
      go = "Mpmc1024",
      goroutines = true)
  public static class Mpmc1024 extends OverPipe.Buffered {
    static final int COUNT = 100_000;

    public Mpmc1024() {
      super(1024);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void pass() throws Exception {
      run(this, MANY, MANY, COUNT);
    }
  }
}

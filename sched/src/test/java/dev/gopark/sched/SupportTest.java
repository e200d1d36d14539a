package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.example.WaitingProgram;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How the scheduler is chosen and told what to print, in JVMs of their own. The ways in through a
 * jar are tested with the packaged one.
 */
class SupportTest {
  /** Prints on what carrier a goroutine runs, and what is said of support. */
  static final class Shows {
    private Shows() {}

    public static void main(String[] args) throws InterruptedException {
      Go.go(() -> System.out.println("on " + Thread.currentThread())).join();
      Go.go(() -> System.out.println("again")).join();
      System.out.println("supported " + Scheduler.isSupported());
      System.out.println("reason " + Scheduler.supportReason());
      try (Scheduler scheduler = Scheduler.builder().procs(1).build()) {
        System.out.println("built " + scheduler);
      } catch (UnsupportedOperationException e) {
        System.out.println("build throws " + e.getMessage());
      }
    }
  }

  private static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

  @Test
  void auto_notOpened_runsOnTheJdkAndSaysOnceWhatToAdd() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class, "-Dgopark.scheduler=auto");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("ForkJoinPool")
        .contains("again")
        .contains("supported false")
        .containsPattern("reason .*" + FLAG)
        .containsPattern("build throws .*" + FLAG);
    assertThat(result.err())
        .containsOnlyOnce(FLAG)
        .containsOnlyOnce("goroutines run on the JDK's own scheduler");
  }

  @Test
  void noSetting_notOpened_runsOnTheJdkSilently() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class);
    assertThat(result.out()).contains("ForkJoinPool").containsPattern("reason .*" + FLAG);
    assertThat(result.err()).isEmpty();
  }

  /** Looks at the scheduler of Go.go, and tries to close it. */
  static final class OfGo {
    private OfGo() {}

    public static void main(String[] args) throws InterruptedException {
      try {
        Scheduler scheduler = Scheduler.ofGo();
        var told = new CountDownLatch(1);
        Go.go("waits", () -> told.await());
        Go.go("looks", () -> System.out.println("same " + (scheduler == Scheduler.ofGo()))).join();
        System.out.println("procs " + scheduler.procs());
        System.out.println("counted " + (scheduler.stats().goroutines() > 0));
        System.out.println("dump " + scheduler.dump());
        try {
          scheduler.close();
        } catch (IllegalStateException e) {
          System.out.println("refused: " + e.getMessage());
        }
        told.countDown();
        Go.go(() -> System.out.println("still there")).join();
      } catch (UnsupportedOperationException e) {
        System.out.println("unsupported: " + e.getMessage());
      }
    }
  }

  @Test
  void ofGo_opened_isTheOneOfGoAndCannotBeClosed() throws Exception {
    ChildJvm.Result result = ChildJvm.run(OfGo.class, ChildJvm.OPEN, "-Dgopark.maxprocs=3");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("same true", "procs 3", "counted true", "\"waits\"")
        .contains("refused: the scheduler of Go.go cannot be closed", "still there");
  }

  @Test
  void ofGo_onTheJdksScheduler_saysWhy() throws Exception {
    assertThat(ChildJvm.run(OfGo.class).out()).containsPattern("unsupported: .*" + FLAG);
    assertThat(ChildJvm.run(OfGo.class, ChildJvm.OPEN, "-Dgopark.scheduler=jdk").out())
        .contains("unsupported: -Dgopark.scheduler=jdk: Go.go starts goroutines on the JDK's own");
  }

  @Test
  void auto_opened_runsOnOursSilently() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class, ChildJvm.OPEN);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("gopark-main-M")
        .contains("supported true")
        .contains("reason supported")
        .contains("built Scheduler[");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void gmp_notOpened_failsFastWithTheFlag() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class, "-Dgopark.scheduler=gmp");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("-Dgopark.scheduler=gmp cannot be met").contains(FLAG);
    assertThat(result.err()).doesNotContain("goroutines run on");
  }

  @Test
  void gmp_opened_runsOnOurs() throws Exception {
    ChildJvm.Result result =
        ChildJvm.run(Shows.class, ChildJvm.OPEN, "-Dgopark.scheduler=gmp", "-Dgopark.maxprocs=3");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("gopark-main-M");
  }

  @Test
  void jdk_opened_runsOnTheJdkSilently() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class, ChildJvm.OPEN, "-Dgopark.scheduler=jdk");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("ForkJoinPool").contains("supported true");
    assertThat(result.err()).isEmpty();
  }

  /** Starts goroutines, again and again. */
  static final class Tries {
    private Tries() {}

    public static void main(String[] args) {
      for (int i = 1; i <= 3; i++) {
        try {
          Go.go(() -> {});
        } catch (IllegalArgumentException | IllegalStateException e) {
          System.out.println(i + ": " + e.getMessage());
        }
      }
    }
  }

  @Test
  void badSettings_always_areSaidAtEachStart() throws Exception {
    ChildJvm.Result scheduler = ChildJvm.run(Tries.class, "-Dgopark.scheduler=fast");
    assertThat(scheduler.out()).as(scheduler.err()).contains("1: -Dgopark", "3: -Dgopark");
    ChildJvm.Result procs = ChildJvm.run(Tries.class, ChildJvm.OPEN, "-Dgopark.maxprocs=many");
    assertThat(procs.out()).as(procs.err()).contains("1: -Dgopark", "3: -Dgopark");
  }

  @Test
  void unknownSetting_always_failsNamingTheKnownOnes() throws Exception {
    ChildJvm.Result result = ChildJvm.run(Shows.class, "-Dgopark.scheduler=fast");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("-Dgopark.scheduler=fast").contains("auto, gmp or jdk");
  }

  @Test
  @DisplayName("G48 with the property a dump shows who created a goroutine, without it does not")
  void dump_creatorsProperty_showsCreators() throws Exception {
    ChildJvm.Result with =
        ChildJvm.run(WaitingProgram.class, ChildJvm.OPEN, "-Dgopark.traceback=creators");
    assertThat(with.out()).as(with.err()).contains("\"waiting\"").contains("created by");
    assertThat(with.out()).containsPattern("created by\n(.*\n)*.*startedHere");
    ChildJvm.Result without = ChildJvm.run(WaitingProgram.class, ChildJvm.OPEN);
    assertThat(without.out()).contains("\"waiting\"").doesNotContain("created by");
  }

  /** Waits for a while. */
  static final class Traced {
    private Traced() {}

    public static void main(String[] args) throws InterruptedException {
      var printed = new CountDownLatch(1);
      System.setErr(
          new PrintStream(System.err, true) {
            @Override
            public void println(@Nullable String line) {
              super.println(line);
              printed.countDown();
            }
          });
      Go.go(() -> printed.await()).join();
    }
  }

  @Test
  @DisplayName("G28 with the property a line is printed each time that has passed")
  void schedtrace_property_printsLines() throws Exception {
    ChildJvm.Result result =
        ChildJvm.run(Traced.class, ChildJvm.OPEN, "-Dgopark.schedtrace=10", "-Dgopark.maxprocs=3");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err()).containsPattern("SCHED [0-9]+ms: main gomaxprocs=3 ");
  }

  /** Uses up the heap in some goroutines while others go on. */
  static final class RunsOutOfMemory {
    private static final Object[] KEPT = new Object[8];

    private RunsOutOfMemory() {}

    public static void main(String[] args) throws InterruptedException {
      int turns = 20_000;
      int hungry = 4;
      var fed = new CountDownLatch(hungry);
      var done = new CountDownLatch(4);
      try (Scheduler scheduler = Scheduler.builder().procs(2).ringSize(2).build()) {
        for (int i = 0; i < 4; i++) {
          scheduler.go(() -> {
            try {
              for (int turn = 0; turn < turns || fed.getCount() > 0; turn++) {
                Thread.yield();
              }
            } finally {
              done.countDown(); // an innocent one may run out of memory, and ends; none may be lost
            }
          });
        }
        for (int i = 0; i < hungry; i++) {
          int me = i;
          scheduler.go(() -> {
            try {
              while (true) {
                KEPT[me] = new Object[] {KEPT[me], new long[1_000]};
                Thread.yield();
              }
            } catch (OutOfMemoryError e) {
              KEPT[me] = null;
            } finally {
              fed.countDown();
            }
          });
        }
        done.await();
        ProcessorsTest.settle(scheduler);
      }
      System.out.println("all done");
    }
  }

  @Test
  void outOfMemory_inGoroutines_losesNoProcessorAndNoGoroutine() throws Exception {
    ChildJvm.Result result = ChildJvm.run(RunsOutOfMemory.class, ChildJvm.OPEN, "-Xmx32m");
    assertThat(result.out()).as(result.err()).contains("all done");
    assertThat(result.exit()).isZero();
  }
}

package dev.gopark.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadProbeTest {
  @ParameterizedTest
  @CsvSource({
    "'7 (gopark-1-M0) R 1 7', false",
    "'7 (gopark-1-M0) S 1 7', true",
    "'7 (gopark-1-M0) D 1 7', true",
    "'7 (gopark-1-M0) T 1 7', false",
    "'7 (a) S b) R 1 7', false",
    "'7 (a) R (b) S 1 7', true",
    "'7 (never closed S 1', false",
    "'7 (cut)', false",
    "'', false"
  })
  void isSleep_aLineOfStat(String line, boolean sleep) {
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    assertThat(ThreadProbe.isSleep(bytes, bytes.length)).isEqualTo(sleep);
  }

  @Test
  void isSleep_nothingRead_isNot() {
    assertThat(ThreadProbe.isSleep(new byte[96], -1)).isFalse();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells")
  void isAsleep_machineThatComputesBlocksAndPins_tellsThemApart() throws Exception {
    var over = new AtomicBoolean();
    try (Scheduler scheduler = Scheduler.builder().procs(1).build();
        var fifo = new Fifo()) {
      Machine machine = scheduler.kernel().processors.at(0).machine();
      var probe = new ThreadProbe();
      Await.until("it waits for work", () -> probe.isAsleep(machine));
      assertThat(machine.osId()).isPositive();

      var runs = new AtomicBoolean();
      Thread hog =
          scheduler.go(() -> {
            runs.set(true);
            while (!over.get()) {
              Thread.onSpinWait();
            }
          });
      try {
        Await.until("it runs", runs::get);
        // A safepoint or a page fault may put it to sleep for an instant.
        Await.until("it is seen awake 100 times in a row", () -> isAwake(probe, machine, 100));
      } finally {
        over.set(true);
      }
      Await.end(hog);

      Thread reader = scheduler.go(fifo::read);
      try {
        Await.until("it reads", () -> isIn(reader, "open") && probe.isAsleep(machine));
      } finally {
        fifo.feed(1);
      }
      Await.end(reader);
      probe.close();
      probe.close();
    }
  }

  @Test
  void isAsleep_machineWithoutNumber_onlyWhatJavaKnows() {
    var kernel = new Kernel("probed", 1, Long.MAX_VALUE, 4, 2);
    var unstarted = new Machine(kernel, 1, kernel.processors.at(0));
    assertThat(new ThreadProbe().isAsleep(unstarted)).isFalse();
    kernel.shutdown.close();
  }

  private static boolean isAwake(ThreadProbe probe, Machine machine, int times) {
    for (int i = 0; i < times; i++) {
      if (probe.isAsleep(machine)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIn(Thread thread, String method) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().startsWith(method)) {
        return true;
      }
    }
    return false;
  }
}

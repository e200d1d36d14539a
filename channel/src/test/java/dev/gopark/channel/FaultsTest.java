package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every allocation and every call that may fail, on the way of every operation that waits. */
class FaultsTest {
  @Test
  @DisplayName("whichever step of an operation fails, it has happened or not, and nothing is left")
  @SuppressWarnings("unchecked") // the program says so
  void everyStep_fails_operationHappenedOrNot() throws Exception {
    var program =
        (Callable<List<String>>)
            new FaultyClasses()
                .loadClass(FaultProgram.class.getName())
                .getConstructor()
                .newInstance();
    List<String> report = program.call();
    List<String> struck = report.stream().filter(line -> line.startsWith("struck ")).toList();
    System.out.println(struck.size() + " strikes, at " + struck.stream().distinct().count());
    assertThat(report).allMatch(line -> line.startsWith("struck "));
    // It did what it was to do: the places that once were left half done are among them.
    assertThat(struck)
        .anyMatch(line -> line.contains("new Waiter in"))
        .anyMatch(line -> line.contains("new QueuedAlarm in"))
        .anyMatch(line -> line.contains("new TimeChannel$Bell in"));
  }
}

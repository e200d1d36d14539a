package dev.gopark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Which runs are made, and in which order. */
final class Plan {
  private Plan() {}

  /**
   * Returns the runs. Inside a scenario the rounds are outermost, so that contenders take turns (A
   * B C A B C) and drift of the machine hits all of them.
   *
   * @param procs the numbers of processors that are asked for
   * @param wanted which contenders take part
   */
  static List<Run> of(
      List<Entry> entries,
      SortedSet<Integer> procs,
      int cores,
      Settings settings,
      Predicate<Entry.Candidate> wanted) {
    List<Run> runs = new ArrayList<>();
    for (Entry entry : entries) {
      List<Integer> here = procs(entry.info(), procs, cores);
      for (int round = 0; round < Math.min(settings.rounds(), entry.rounds()); round++) {
        for (int count : here) {
          for (Entry.Candidate candidate : entry.candidates()) {
            if (wanted.test(candidate)) {
              runs.add(new Run(entry.info(), candidate, count, round));
            }
          }
        }
      }
    }
    return runs;
  }

  /** One, two, and as many as the machine has. */
  static SortedSet<Integer> defaultProcs(int cores) {
    return new TreeSet<>(IntStream.of(1, 2, cores).filter(p -> p <= cores).boxed().toList());
  }

  /**
   * Returns the numbers of processors for a scenario: those that it and the caller name. A machine
   * with more than the scenario names takes part too, if more than one makes sense. Where neither
   * goroutines nor several threads take part the number is nothing but what Go's collector may use,
   * and the JVM's may use all; so only the largest is taken.
   */
  static List<Integer> procs(ScenarioInfo info, SortedSet<Integer> asked, int cores) {
    SortedSet<Integer> named = new TreeSet<>(info.procs());
    if (named.last() > 1 && named.last() < cores) {
      named.add(cores);
    }
    named.retainAll(asked);
    if (named.isEmpty()) {
      return List.of();
    }
    return info.goroutines() || info.parallel() ? List.copyOf(named) : List.of(named.last());
  }

  /** How long these take, roughly, in seconds. */
  static double seconds(List<Run> runs, Settings settings) {
    return runs.stream().mapToDouble(run -> settings.seconds(run.candidate())).sum();
  }
}

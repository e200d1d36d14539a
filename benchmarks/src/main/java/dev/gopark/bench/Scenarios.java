package dev.gopark.bench;

import dev.gopark.bench.Entry.Candidate;
import dev.gopark.bench.Entry.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Finds the scenarios: classes in JMH's list that carry {@link Scenario}, and the programs. */
final class Scenarios {
  private static final int ANY_ROUNDS = Integer.MAX_VALUE;

  private Scenarios() {}

  /**
   * Returns all scenarios in the order of the report: by chapter, Go's own first, then by word.
   *
   * @throws IllegalStateException if one is not as {@link Scenario} says; names all that are not
   */
  static List<Entry> discover() {
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    benchmarks()
        .forEach((type, benchmarks) -> {
          Scenario scenario = type.getAnnotation(Scenario.class);
          if (scenario != null) {
            try {
              entries.add(entry(scenario, benchmarks));
            } catch (IllegalArgumentException e) {
              problems.add(type.getName() + ": " + e.getMessage());
            }
          }
        });
    entries.addAll(Programs.all());
    SortedSet<String> words = new TreeSet<>();
    for (Entry entry : entries) {
      if (!words.add(entry.info().word())) {
        problems.add("two scenarios have the word " + entry.info().word());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "scenarios to be mended first:\n  " + String.join("\n  ", problems));
    }
    entries.sort(Comparator.comparing(Entry::info, ORDER));
    return entries;
  }

  /** The order of the report. */
  static final Comparator<ScenarioInfo> ORDER =
      Comparator.comparing(ScenarioInfo::group)
          .thenComparing(info -> !info.catalogue())
          .thenComparing(ScenarioInfo::word);

  /** A benchmark method and the values of its parameters. */
  record Method(String name, Map<String, List<String>> params) {}

  /**
   * Makes the entry of one class.
   *
   * @throws IllegalArgumentException if its methods and parameters do not say who takes part
   */
  static Entry entry(Scenario scenario, List<Method> methods) {
    ScenarioInfo info = ScenarioInfo.of(scenario);
    List<Candidate> candidates = new ArrayList<>();
    for (Method method : methods) {
      method.params().forEach((param, values) -> checkParam(param, values, methods.size()));
      List<String> values = method.params().get("contender");
      if (values == null) {
        String simple = method.name().substring(method.name().lastIndexOf('.') + 1);
        addJvm(candidates, info, simple, Kind.JMH_METHOD, method.name());
      } else {
        values.forEach(v -> addJvm(candidates, info, v, Kind.JMH_PARAM, method.name()));
      }
    }
    if (candidates.stream().noneMatch(c -> c.contender().name().equals("gopark"))) {
      throw new IllegalArgumentException(
          "no contender is called gopark; name the method, or the value of @Param contender, so");
    }
    // Ours first, on the JDK's scheduler and then on our own; then the rivals; Go last.
    candidates.sort(Comparator.comparing(c -> !c.contender().isOurs()));
    if (!info.go().isEmpty()) {
      candidates.add(new Candidate(Contender.GO_TWIN, Kind.GO, info.go()));
    }
    return new Entry(info, candidates, ANY_ROUNDS);
  }

  private static void checkParam(String param, List<String> values, int methods) {
    if (param.equals("contender") ? methods > 1 : values.size() > 1) {
      throw new IllegalArgumentException(
          param.equals("contender")
              ? "both @Param contender and several methods say who takes part; keep one of the two"
              : "@Param " + param + " has several values; make a scenario of each");
    }
  }

  private static void addJvm(
      List<Candidate> candidates, ScenarioInfo info, String name, Kind kind, String target) {
    candidates.add(new Candidate(new Contender(name, Contender.JDK), kind, target));
    var own = new Contender(name, Contender.GMP);
    if (info.goroutines() && own.isOurs()) {
      candidates.add(new Candidate(own, kind, target));
    }
  }

  private static Map<Class<?>, List<Method>> benchmarks() {
    SortedMap<Class<?>, List<Method>> benchmarks =
        new TreeMap<>(Comparator.comparing(Class::getName));
    var format = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
    SortedSet<String> seen = new TreeSet<>(); // the list has a line for each mode
    for (BenchmarkListEntry line : BenchmarkList.defaultList().getAll(format, List.of())) {
      Class<?> type = load(line.getUserClassQName());
      if (type != null && seen.add(line.getUsername())) {
        SortedMap<String, List<String>> params = new TreeMap<>();
        if (line.getParams().hasValue()) {
          line.getParams().get().forEach((name, values) -> params.put(name, Arrays.asList(values)));
        }
        benchmarks
            .computeIfAbsent(type, t -> new ArrayList<>())
            .add(new Method(line.getUsername(), params));
      }
    }
    benchmarks.values().forEach(methods -> methods.sort(Comparator.comparing(Method::name)));
    return benchmarks;
  }

  /** JMH names a nested class with dots. */
  private static @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name, false, Scenarios.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      int dot = name.lastIndexOf('.');
      return dot < 0 ? null : load(name.substring(0, dot) + '$' + name.substring(dot + 1));
    }
  }
}

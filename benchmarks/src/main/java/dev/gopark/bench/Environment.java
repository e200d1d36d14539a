package dev.gopark.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What figures were measured on and with: the first line of a results file.
 *
 * @param go empty if there is none
 * @param rivals versions by artifact
 * @param lengths how long was measured: {@link Settings#lengths}
 * @param full whether all scenarios were to be measured, at full length
 * @param load the load average when it began; negative where the system does not say
 */
record Environment(
    String machine,
    int cores,
    String os,
    String jdk,
    String go,
    SortedMap<String, String> rivals,
    String commit,
    boolean dirty,
    String date,
    String lengths,
    boolean full,
    double load) {

  /** Looks around. */
  static Environment capture(Project project, @Nullable GoTwins go, Settings settings, boolean full)
      throws InterruptedException {
    String changes = git(project, "status", "--porcelain", "--", ".", ":!benchmarks/results");
    return new Environment(
        machineName(),
        Runtime.getRuntime().availableProcessors(),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        property("java.vm.vendor") + " " + property("java.vm.version"),
        go == null ? "" : go.version().replace("go version ", ""),
        rivalVersions(),
        git(project, "rev-parse", "HEAD"),
        !changes.isEmpty(),
        LocalDate.now(ZoneOffset.UTC).toString(),
        settings.lengths(),
        full,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /**
   * Why figures of the other one must not stand beside these; empty if nothing speaks against it.
   */
  List<String> differences(Environment other) {
    List<String> differences = new ArrayList<>();
    compare(differences, "machine", machine, other.machine);
    compare(differences, "cores", cores, other.cores);
    compare(differences, "operating system", os, other.os);
    compare(differences, "JDK", jdk, other.jdk);
    compare(differences, "Go", go, other.go);
    compare(differences, "rivals", rivals, other.rivals);
    compare(differences, "commit", commit, other.commit);
    compare(differences, "uncommitted changes", dirty, other.dirty);
    compare(differences, "lengths", lengths, other.lengths);
    return differences;
  }

  private static void compare(List<String> differences, String what, Object old, Object now) {
    if (!old.equals(now)) {
      differences.add(what + ": " + old + " there, " + now + " now");
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  private static String machineName() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }

  /** The answer of git; {@code ?} if there is none. */
  private static String git(Project project, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Child.Outcome outcome = Child.run(project.root(), 60, Map.of(), command);
      return outcome.status() == 0 ? outcome.text().strip() : "?";
    } catch (RunFailedException e) {
      return "?";
    }
  }

  /** The build writes the versions that it takes from the pom into this resource. */
  private static SortedMap<String, String> rivalVersions() {
    var properties = new Properties();
    try (var in = Environment.class.getResourceAsStream("rivals.properties")) {
      if (in == null) {
        throw new IllegalStateException("rivals.properties is not on the class path: build again");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SortedMap<String, String> rivals = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> rivals.put(k, properties.getProperty(k)));
    return rivals;
  }

  JsonObject toJson() {
    var versions = new JsonObject();
    rivals.forEach(versions::with);
    return new JsonObject()
        .with("machine", machine)
        .with("cores", cores)
        .with("os", os)
        .with("jdk", jdk)
        .with("go", go)
        .with("rivals", versions)
        .with("commit", commit)
        .with("dirty", dirty)
        .with("date", date)
        .with("lengths", lengths)
        .with("full", full)
        .with("load", load);
  }

  static Environment ofJson(JsonObject json) {
    SortedMap<String, String> rivals = new TreeMap<>();
    json.object("rivals").fields().forEach((name, version) -> rivals.put(name, "" + version));
    return new Environment(
        json.string("machine"),
        (int) json.number("cores"),
        json.string("os"),
        json.string("jdk"),
        json.string("go"),
        rivals,
        json.string("commit"),
        json.flag("dirty"),
        json.string("date"),
        json.string("lengths"),
        json.flag("full"),
        json.number("load"));
  }
}

package dev.gopark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every test that the parity pages name exists, and every row of Go's has its line. */
class ParityTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");

  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(\\s*((\"(\\\\.|[^\"\\\\])*\"\\s*\\+?\\s*)+)\\)");
  private static final Pattern ROW = Pattern.compile("\\b[A-Z]\\d+\\b");

  /** What a line says instead of naming a test; of jcstress the next test sees to it. */
  private static final Pattern EXCUSE =
      Pattern.compile("does not apply|do not apply|not offered|jcstress `");

  /** The other chapters of the catalogue, and how many rows each has. */
  private static final Map<String, Integer> OTHERS =
      Map.ofEntries(
          Map.entry("X", 26),
          Map.entry("E", 4),
          Map.entry("T", 28),
          Map.entry("M", 10),
          Map.entry("R", 5),
          Map.entry("W", 4),
          Map.entry("O", 4),
          Map.entry("D", 4),
          Map.entry("P", 5),
          Map.entry("Y", 6),
          Map.entry("Z", 6),
          Map.entry("A", 14),
          Map.entry("G", 52),
          Map.entry("H", 3),
          Map.entry("F", 3),
          Map.entry("L", 4));

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
      assertThat(folder).as("the folder of the project").isNotNull();
    }
    return folder;
  }

  private static String page() throws IOException {
    return Files.readString(root().resolve("docs/parity.md"));
  }

  private static String allPages() throws IOException {
    var pages = new StringBuilder();
    try (Stream<Path> files = Files.list(root().resolve("docs"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("parity.*md")).toList()) {
        pages.append(Files.readString(file));
      }
    }
    return pages.toString();
  }

  @Test
  @DisplayName("each test that a page names is a method of that test class")
  void namedTests_exist() throws IOException {
    Map<String, List<Path>> sources;
    try (Stream<Path> files = Files.walk(root())) {
      sources =
          files
              .filter(file -> file.toString().endsWith("Test.java"))
              .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
    }
    List<String> missing = new ArrayList<>();
    var matcher = NAMED.matcher(allPages());
    int count = 0;
    while (matcher.find()) {
      count++;
      String method = " " + matcher.group(2) + "(";
      boolean found = false;
      for (Path source : sources.getOrDefault(matcher.group(1) + ".java", List.of())) {
        found |= Files.readString(source).contains(method);
      }
      if (!found) {
        missing.add(matcher.group());
      }
    }
    assertThat(missing).as("tests that the parity pages name").isEmpty();
    assertThat(count).isGreaterThan(100);
  }

  @Test
  @DisplayName("each row of channels and select has one line, with a test or a reason")
  void channelRows_areComplete() throws IOException {
    Map<String, List<String>> lines =
        page()
            .lines()
            .filter(line -> line.matches("\\| [CS]\\d+ \\|.*"))
            .collect(Collectors.groupingBy(line -> line.split(" ", 3)[1]));
    Stream.of(rows("C", 36), rows("S", 24))
        .flatMap(Function.identity())
        .forEach(row -> {
          assertThat(lines.getOrDefault(row, List.of())).as("lines of %s", row).hasSize(1);
          assertThat(lines.get(row).get(0)).matches(".*(`\\w+Test#|does not apply).*");
        });
  }

  @Test
  @DisplayName("each other row has a line, and a test that carries its id or a reason")
  void otherRows_areTestedByName() throws IOException {
    List<String> lines = allPages().lines().filter(line -> line.startsWith("| ")).toList();
    Set<String> tested = rowsOfTests();
    List<String> untested = new ArrayList<>();
    OTHERS.forEach((letter, count) ->
        rows(letter, count)
            .forEach(row -> {
              List<String> own = lines.stream().filter(line -> isOf(row, line)).toList();
              assertThat(own).as("lines of %s", row).isNotEmpty();
              boolean excused = own.stream().anyMatch(line -> EXCUSE.matcher(line).find());
              if (!tested.contains(row) && !excused) {
                untested.add(row);
              }
            }));
    assertThat(untested).as("rows that no test's @DisplayName carries").isEmpty();
  }

  @Test
  @DisplayName("each jcstress class that a page names exists")
  void namedStressTests_exist() throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(root().resolve("stress-tests/src/main/java"))) {
      classes = files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
    }
    var matcher = Pattern.compile("jcstress `(\\w+)`").matcher(allPages());
    int count = 0;
    while (matcher.find()) {
      count++;
      assertThat(classes).contains(matcher.group(1) + ".java");
    }
    assertThat(count).isGreaterThan(10);
  }

  private static boolean isOf(String row, String line) {
    String first = line.substring(1, line.indexOf('|', 1));
    return List.of(first.trim().split("[ ,]+")).contains(row);
  }

  /** The rows that stand in a display name. */
  private static Set<String> rowsOfTests() throws IOException {
    Set<String> rows = new HashSet<>();
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*/src/test/java/.*\\.java")).toList()) {
        var name = DISPLAY_NAME.matcher(Files.readString(file));
        while (name.find()) {
          var row = ROW.matcher(name.group(1));
          while (row.find()) {
            rows.add(row.group());
          }
        }
      }
    }
    return rows;
  }

  private static Stream<String> rows(String letter, int count) {
    return Stream.iterate(1, n -> n + 1).limit(count).map(n -> letter + n);
  }
}

package dev.gopark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every test that the parity pages name exists, and every row of Go's has its line. */
class ParityTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");

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
  void rows_areComplete() throws IOException {
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

  private static Stream<String> rows(String letter, int count) {
    return Stream.iterate(1, n -> n + 1).limit(count).map(n -> letter + n);
  }
}

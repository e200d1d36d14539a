package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The public API is a text file, {@code api/channel.txt}: its diff is read in review. Made from
 * what {@code javap -public} prints of the exported packages.
 */
class PublicApiTest {
  private static final Path FILE = Path.of("api", "channel.txt");
  private static final String REGENERATE =
      "mvn -pl channel -am test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dgopark.api.write=true";

  /** The folder of the whole project, from wherever the test runs. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
      assertThat(folder).as("the folder of the project").isNotNull();
    }
    return folder;
  }

  private static String javap(String... arguments) {
    var output = new StringWriter();
    var print = new PrintWriter(output);
    ToolProvider.findFirst("javap").orElseThrow().run(print, print, arguments);
    print.flush();
    return output.toString();
  }

  private static List<String> actual() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Channel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (isExported(name)) {
          types.add(javap("-public", file.toString()));
        }
      }
    }
    // One entry a type, its members sorted; types that are not public are left out.
    var entries = new TreeSet<String>();
    for (String type : types) {
      List<String> lines =
          type.lines().filter(l -> !l.startsWith("Compiled from") && !l.equals("}")).toList();
      String head = lines.get(0).replace(" {", "");
      if (head.startsWith("public ")) {
        var members = new TreeSet<>(lines.subList(1, lines.size()));
        entries.add(head + members.stream().map(m -> "\n" + m).reduce("", String::concat));
      }
    }
    return entries.stream().flatMap(String::lines).toList();
  }

  private static boolean isExported(String name) {
    return !name.equals("module-info.class")
        && !name.contains("package-info")
        && !name.startsWith("dev/gopark/internal/");
  }

  @Test
  @DisplayName("the public API is that of the file under api")
  void publicApi_isThatOfTheFile() throws IOException, URISyntaxException {
    Path file = root().resolve(FILE);
    List<String> actual = actual();
    if (Boolean.getBoolean("gopark.api.write")) {
      Files.createDirectories(file.getParent());
      Files.write(file, actual);
    }
    List<String> expected = Files.readAllLines(file);
    List<String> added = new ArrayList<>(actual);
    expected.forEach(added::remove);
    List<String> removed = new ArrayList<>(expected);
    actual.forEach(removed::remove);
    assertThat(actual)
        .as(
            "%s differs%n+ %s%n- %s%nIf that is meant: %s",
            FILE,
            String.join(String.format("%n+ "), added),
            String.join(String.format("%n- "), removed),
            REGENERATE)
        .isEqualTo(expected);
  }
}

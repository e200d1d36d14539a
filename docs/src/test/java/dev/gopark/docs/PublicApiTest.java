package dev.gopark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.context.Context;
import dev.gopark.remote.RemoteChannels;
import dev.gopark.remote.nats.NatsChannels;
import dev.gopark.remote.redis.RedisChannels;
import dev.gopark.sched.Scheduler;
import dev.gopark.testing.Simulation;
import dev.gopark.timer.Timers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API of a module is a text file, {@code api/core.txt} and so on: its diff is read in
 * review. Made from what {@code javap -public} prints of the exported packages.
 */
class PublicApiTest {
  private static final String REGENERATE =
      "mvn -pl docs -am test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dgopark.api.write=true";

  /** What javap prints before each type. */
  private static final Pattern TYPE = Pattern.compile("Compiled from \"[^\"]*\"\n");

  /** Each module, and a class of it. */
  static Stream<Arguments> modules() {
    return Stream.of(
        Arguments.of("core", Go.class),
        Arguments.of("timer", Timers.class),
        Arguments.of("channel", Channel.class),
        Arguments.of("context", Context.class),
        Arguments.of("sched", Scheduler.class),
        Arguments.of("remote", RemoteChannels.class),
        Arguments.of("remote-redis", RedisChannels.class),
        Arguments.of("remote-nats", NatsChannels.class),
        Arguments.of("testing", Simulation.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modules")
  @DisplayName("the public API of each module is that of its file under api")
  void publicApi_isThatOfTheFile(String module, Class<?> type)
      throws IOException, URISyntaxException {
    Path file = root().resolve("api").resolve(module + ".txt");
    Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> actual = api(classes);
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
            "api/%s.txt differs%n+ %s%n- %s%nIf that is meant: %s",
            module,
            String.join(String.format("%n+ "), added),
            String.join(String.format("%n- "), removed),
            REGENERATE)
        .isEqualTo(expected);
  }

  /** One entry a type, its members sorted; types that are not public are left out. */
  private static List<String> api(Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-public", "-cp", classes.toString()));
    arguments.addAll(exportedTypes(classes));
    var entries = new TreeSet<String>();
    for (String type : TYPE.splitAsStream(javap(arguments)).toList()) {
      List<String> lines = type.lines().filter(line -> !line.equals("}")).toList();
      if (!lines.isEmpty() && lines.get(0).startsWith("public ")) {
        var members = new TreeSet<>(lines.subList(1, lines.size()));
        String head = lines.get(0).replace(" {", "");
        entries.add(head + members.stream().map(m -> "\n" + m).reduce("", String::concat));
      }
    }
    return entries.stream().flatMap(String::lines).toList();
  }

  /** The names of the classes in a folder, or in a jar, which it is once it has been packaged. */
  private static List<String> exportedTypes(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return exportedTypesBelow(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return exportedTypesBelow(jar.getPath("/"));
    }
  }

  private static List<String> exportedTypesBelow(Path top) throws IOException {
    Set<String> exported;
    try (InputStream module = Files.newInputStream(top.resolve("module-info.class"))) {
      exported =
          ModuleDescriptor.read(module).exports().stream()
              .filter(export -> !export.isQualified())
              .map(ModuleDescriptor.Exports::source)
              .collect(Collectors.toSet());
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .map(file -> top.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(".class") && name.contains("/"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
          .sorted()
          .toList();
    }
  }

  private static String javap(List<String> arguments) {
    var output = new StringWriter();
    var print = new PrintWriter(output);
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(print, print, arguments.toArray(String[]::new));
    print.flush();
    assertThat(status).as(output.toString()).isZero();
    return output.toString();
  }

  /** The folder of the whole project, from wherever the test runs. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = folder.getParent();
      assertThat(folder).as("the folder of the project").isNotNull();
    }
    return folder;
  }
}

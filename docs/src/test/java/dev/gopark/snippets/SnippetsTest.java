package dev.gopark.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiles and runs every Java block of the README and of the pages in docs. */
class SnippetsTest {
  private static final Path ROOT = root();

  @TempDir Path classes;

  @TestFactory
  Stream<DynamicNode> pages() throws IOException {
    return pageFiles().stream()
        .map(file -> {
          String name = ROOT.relativize(file).toString();
          return dynamicContainer(name, Page.snippets(name, read(file)).stream().map(this::test));
        });
  }

  private DynamicNode test(Snippet snippet) {
    return dynamicTest(
        snippet.place(),
        () -> {
          Path directory = Files.createTempDirectory(classes, "snippet");
          String printed = new SnippetRunner(directory, Duration.ofSeconds(20)).run(snippet);
          snippet
              .output()
              .ifPresent(output -> assertThat(printed).as(snippet.place()).isEqualTo(output));
        });
  }

  @Test
  void pages_readmeAndGuide_haveSnippets() throws IOException {
    assertThat(pageFiles()).hasSizeGreaterThan(5);
    for (String page : List.of("README.md", "docs/channels.md", "docs/select.md")) {
      assertThat(Page.snippets(page, read(ROOT.resolve(page)))).as(page).isNotEmpty();
    }
  }

  @Test
  void readme_program_isShortAndPrints() {
    Snippet first = Page.snippets("README.md", read(ROOT.resolve("README.md"))).get(0);
    assertThat(first.kind()).isEqualTo(Snippet.Kind.PROGRAM);
    assertThat(first.code().lines()).hasSizeLessThan(20);
    assertThat(first.output()).isPresent();
  }

  @Test
  void pages_links_leadToFiles() throws IOException {
    var link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    for (Path file : pageFiles()) {
      for (var links = link.matcher(read(file)); links.find(); ) {
        Path target = file.resolveSibling(links.group(1)).normalize();
        assertThat(target).as("link in " + file).exists().startsWith(ROOT);
      }
    }
  }

  // The mechanism itself

  @Test
  void run_outputOfGoroutinesAndHiddenCode_isWhatIsCompared() throws Exception {
    var snippet =
        only(
            """
            <!-- before: var greeting = "hello"; -->
            <!-- after:
            System.out.println(channel.receive());
            -->
            ```java
            Channel<String> channel = Channel.make();
            Go.go(() -> channel.send(greeting));
            ```

            ```text
            hello
            ```
            """);
    assertThat(run(snippet)).isEqualTo("hello\n");
    assertThat(snippet.output()).contains("hello\n");
  }

  @Test
  void run_members_areUsedByTheHiddenStatements() throws Exception {
    var snippet =
        only(
            """
            <!-- snippet: members -->
            <!-- after: System.out.println(twice(2)); -->
            ```java
            static int twice(int n) { return 2 * n; }
            ```
            """);
    assertThat(run(snippet)).isEqualTo("4\n");
  }

  @Test
  void run_notRun_isOnlyCompiled() throws Exception {
    var snippet =
        only("<!-- snippet: not run, it ends the JVM -->\n```java\nSystem.exit(1);\n```\n");
    assertThat(run(snippet)).isEmpty();
  }

  @Test
  void run_doesNotCompile_fails() {
    var snippet = only("```java\nint n = \"text\";\n```\n");
    assertThatThrownBy(() -> run(snippet))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("page.md:1 does not compile")
        .hasMessageContaining("incompatible types");
  }

  @Test
  void run_warning_fails() {
    var snippet = only("```java\nvar list = new ArrayList();\n```\n");
    assertThatThrownBy(() -> run(snippet)).hasMessageContaining("rawtypes");
  }

  @Test
  void run_throws_fails() {
    var snippet = only("```java\nChannel.never().close();\n```\n");
    assertThatThrownBy(() -> run(snippet))
        .hasMessage("page.md:1 threw")
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void run_goroutineThrows_fails() {
    var snippet =
        only("```java\nGo.go(() -> { throw new IllegalStateException(\"oops\"); }).join();\n```\n");
    assertThatThrownBy(() -> run(snippet)).hasMessageContaining("oops");
  }

  @Test
  void run_doesNotEnd_fails() {
    var snippet = only("```java\nChannel.make().receive();\n```\n");
    assertThatThrownBy(() -> new SnippetRunner(classes, Duration.ofMillis(50)).run(snippet))
        .hasMessageContaining("did not end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```Java\nint n;\n```\n",
        "```\nint n;\n```\n",
        "```java\nint n;\n",
        "text\n\n    int n = 1;\n",
        "<!-- snippet: not run -->\n```java\nint n;\n```\n",
        "<!-- snippet: skip -->\n```java\nint n;\n```\n",
        "<!-- snippet: members -->\n```java\nint n;\n```\n",
        "<!-- befor: int m; -->\n```java\nint n;\n```\n",
        "<!-- before: int m; -->\ntext\n```java\nint n;\n```\n",
        "<!-- before: int m; -->\n```go\nn := 1\n```\n",
        "<!-- before: int m; -->\n",
        "<!-- before: int m;\n",
        "<!-- before: int m; -->\n<!-- before: int n; -->\n```java\nint o;\n```\n",
        "<!-- before: int m; -->\n```java\nclass A { void main() {} }\n```\n",
        "<!-- snippet: not run, why -->\n```java\nint n;\n```\n\n```text\n1\n```\n",
      })
  void snippets_whatIsNotUnderstood_isRefused(String page) {
    assertThatThrownBy(() -> Page.snippets("page.md", page))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("page.md:");
  }

  private String run(Snippet snippet) throws Exception {
    return new SnippetRunner(classes, Duration.ofSeconds(20)).run(snippet);
  }

  private static Snippet only(String page) {
    return assertThat(Page.snippets("page.md", page)).singleElement().actual();
  }

  // Files

  private static List<Path> pageFiles() throws IOException {
    try (var pages = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md")),
              pages
                  .filter(file -> file.toString().endsWith(".md"))
                  .filter(file -> !file.startsWith(ROOT.resolve("docs/target")))
                  .sorted())
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The checkout: where the tests run is a directory of it. */
  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("CONTRIBUTING.md"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}

package dev.gopark.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a snippet with the JDK's compiler, and runs it in this JVM. One at a time. */
final class SnippetRunner {
  private final Path classes;
  private final Duration timeout;

  /**
   * Makes a runner.
   *
   * @param classes an empty directory
   * @param timeout how long a snippet may run
   */
  SnippetRunner(Path classes, Duration timeout) {
    this.classes = classes;
    this.timeout = timeout;
  }

  /**
   * Compiles and, if it is to be run, runs a snippet.
   *
   * @return what it printed
   * @throws AssertionError if it does not compile, does not end in time, or throws, on its main
   *     thread or elsewhere
   */
  String run(Snippet snippet) throws Exception {
    String mainClass = compile(snippet);
    return snippet.run() ? execute(snippet, mainClass) : "";
  }

  private String compile(Snippet snippet) throws IOException {
    String source = snippet.source();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    var options =
        List.of("--release", "21", "-Xlint:all", "-Werror", "-proc:none", "-d", "" + classes);
    var name = source.replaceAll("(?s).*?\\bclass (\\w+).*", "$1");
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      if (!compiler.getTask(messages, files, null, options, null, List.of(file)).call()) {
        throw new AssertionError(snippet + " does not compile:\n" + messages + "\n" + source);
      }
    }
    return name;
  }

  private String execute(Snippet snippet, String mainClass) throws Exception {
    var printed = new ByteArrayOutputStream();
    var elsewhere = new ByteArrayOutputStream();
    PrintStream out = System.out;
    var handler = Thread.getDefaultUncaughtExceptionHandler();
    System.setOut(new PrintStream(printed, true, UTF_8));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> thrown.printStackTrace(new PrintStream(elsewhere, true, UTF_8)));
    try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      var main = loader.loadClass(mainClass).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      var run = new FutureTask<>(() -> main.invoke(null, (Object) new String[0]));
      var thread = new Thread(run, "snippet " + snippet);
      thread.setDaemon(true);
      thread.start();
      run.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      thread.join();
    } catch (TimeoutException e) {
      throw new AssertionError(
          snippet + " did not end in " + timeout + " and printed:\n" + printed.toString(UTF_8), e);
    } catch (ExecutionException e) {
      Throwable thrown = e.getCause();
      throw new AssertionError(
          snippet + " threw",
          thrown instanceof InvocationTargetException target ? target.getCause() : thrown);
    } finally {
      System.setOut(out);
      Thread.setDefaultUncaughtExceptionHandler(handler);
    }
    if (elsewhere.size() > 0) {
      throw new AssertionError(snippet + ": a goroutine threw\n" + elsewhere.toString(UTF_8));
    }
    return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}

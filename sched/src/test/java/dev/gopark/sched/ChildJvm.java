package dev.gopark.sched;

import dev.gopark.Go;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Runs programs in JVMs of their own, with our classes on the class path. */
final class ChildJvm {
  static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

  /** What a program left behind. */
  record Result(int exit, String out, String err) {}

  private ChildJvm() {}

  static Result run(Class<?> main, String... options) throws Exception {
    var command = new ArrayList<>(List.of(options));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    return java(command);
  }

  static Result java(List<String> arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    // With these a JVM prints what it has picked up.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
    var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
    try {
      // Two of them, one after the other, fit into the time limit of a test.
      if (!process.waitFor(50, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end; it printed " + out.get() + err.get());
      }
      return new Result(process.exitValue(), out.get(), err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() throws Exception {
    return root(Go.class) + ":" + root(Scheduler.class) + ":" + root(ChildJvm.class);
  }

  /** The folder or jar that a class comes from, also when it is patched into a module. */
  private static Path root(Class<?> type) throws Exception {
    String name = type.getName().replace('.', '/') + ".class";
    String url = type.getResource("/" + name).toString();
    String root = url.substring(0, url.length() - name.length());
    if (root.startsWith("jar:")) {
      root = root.substring("jar:".length(), root.indexOf("!/"));
    }
    return Path.of(URI.create(root));
  }

  /** A jar with a main class, all our classes, and attributes of the manifest. */
  static Path jar(Path directory, Class<?> main, String... attributes) throws Exception {
    var manifest = new Manifest();
    Attributes all = manifest.getMainAttributes();
    all.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    all.put(Attributes.Name.MAIN_CLASS, main.getName());
    for (int i = 0; i < attributes.length; i += 2) {
      all.putValue(attributes[i], attributes[i + 1]);
    }
    Path jar = directory.resolve("test.jar");
    var written = new HashSet<String>();
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> each : List.of(Go.class, Scheduler.class, ChildJvm.class)) {
        Path root = root(each);
        if (!Files.isDirectory(root)) {
          throw new AssertionError(root + " is not a folder of classes");
        }
        try (var files = Files.walk(root)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            String entry = root.relativize(file).toString();
            if (!entry.equals("module-info.class") && written.add(entry)) {
              out.putNextEntry(new ZipEntry(entry));
              Files.copy(file, out);
            }
          }
        }
      }
    }
    return jar;
  }
}

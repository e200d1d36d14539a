package dev.gopark.testing;

import dev.gopark.Task;
import dev.gopark.testing.internal.Hooks;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as a string, for {@code -Dgopark.simulation.replay}.
 *
 * @param name what was simulated
 * @param warmed whether another run came first
 * @param seed of what is random inside the program
 * @param strategy what made it; in a string always the list of decisions
 * @param points the length that the strategy expected
 * @param decisions the schedule
 * @param hash of the trace of the run that failed; 0 if not known yet
 */
record Replay(
    String name,
    boolean warmed,
    long seed,
    Strategy strategy,
    int points,
    Decisions decisions,
    long hash) {
  static final String PROPERTY = "gopark.simulation.replay";

  private static final String VERSION = "g1";
  private static final String FORM =
      VERSION + ".<level>.<name>.<classes>.<seed>.<trace>.<decisions>";

  /** The replay that the property asks for, if it is one of this program. */
  static @Nullable Replay wanted(String name) {
    String text = System.getProperty(PROPERTY);
    if (text == null || text.isEmpty()) {
      return null;
    }
    Replay replay = parse(text.strip(), name);
    String level = Hooks.isWoven() ? "a" : "n";
    if (replay != null && !text.startsWith(VERSION + "." + level)) {
      throw new IllegalStateException(
          "the replay string was made "
              + (Hooks.isWoven()
                  ? "without the agent, and this JVM has it"
                  : "with the agent: add -javaagent:gopark-testing.jar"));
    }
    return replay;
  }

  static @Nullable Replay parse(String text, String name) {
    String[] parts = text.split("\\.", -1);
    try {
      if (parts.length == 7 && parts[0].equals(VERSION) && parts[1].matches("[an]w?")) {
        if (Integer.parseUnsignedInt(parts[2], 16) != name.hashCode()) {
          return null;
        }
        return new Replay(
            name,
            parts[1].endsWith("w"),
            Long.parseUnsignedLong(parts[4], 16),
            Strategy.replay(),
            0,
            Decisions.parse(parts[6]),
            Long.parseUnsignedLong(parts[5], 16));
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "-D"
            + PROPERTY
            + "="
            + text
            + " is not a replay string; copy it whole from the failure's text, it has the form "
            + FORM,
        cause);
  }

  /** The string. */
  String text(Task program) {
    return String.join(
        ".",
        VERSION,
        (Hooks.isWoven() ? "a" : "n") + (warmed ? "w" : ""),
        Integer.toHexString(name.hashCode()),
        Integer.toHexString(classes(program)),
        Long.toHexString(seed),
        Long.toHexString(hash),
        decisions.toString());
  }

  /** Why a run that followed the string was another. */
  static String why(Task program) {
    String text = System.getProperty(PROPERTY, "");
    String[] parts = text.strip().split("\\.", -1);
    return parts.length == 7 && !parts[3].equals(Integer.toHexString(classes(program)))
        ? "it belongs to other bytecode: "
            + host(program).getName()
            + ", or a class inside it, has been compiled anew since"
        : "other classes, of the program, of gopark or of the JDK, have changed since; or the program is"
            + " not repeatable";
  }

  /** A number for the classes in which the program was written. */
  private static int classes(Task program) {
    var crc = new CRC32();
    for (Class<?> member : host(program).getNestMembers()) {
      try (InputStream bytes =
          member.getResourceAsStream("/" + member.getName().replace('.', '/') + ".class")) {
        if (bytes != null) {
          crc.update(bytes.readAllBytes());
        }
      } catch (IOException e) {
        crc.update(1); // as if it had changed
      }
    }
    return (int) crc.getValue();
  }

  private static Class<?> host(Task program) {
    return program.getClass().getNestHost();
  }
}

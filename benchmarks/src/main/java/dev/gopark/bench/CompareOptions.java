package dev.gopark.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@code compare} is asked for.
 *
 * @param only finds the words of the scenarios; empty for all
 * @param procs empty for one, two, and as many as the machine has
 * @param budget after that no run is begun
 */
record CompareOptions(
    Settings settings,
    String only,
    SortedSet<Integer> procs,
    String name,
    boolean list,
    boolean force,
    Duration budget) {
  private static final int FOR_EVER = 1_000_000;

  static final String HELP =
      """
        compare [OPTION...]   measures all contenders in turn; results go to benchmarks/results
            --quick           the quick scenarios only, one short round of each: under 5 minutes
            --short           all scenarios, one short round of each: about an hour
            --only REGEX      scenarios in whose word this is found
            --procs 1,2       on so many processors (default: 1, 2, and all of the machine)
            --rounds N        processes for each contender (default: 3, with --quick 1)
            --name NAME       of the results (default: full, quick or only); the same name again
                              goes on where that one stopped
            --budget MINUTES  begin nothing more after that; the same command goes on
            --list            only say what would be run
            --force           add to results of another commit or machine
      """;

  /**
   * Reads the arguments behind {@code compare}.
   *
   * @throws IllegalArgumentException if they are not as {@link #HELP} says
   */
  static CompareOptions parse(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    boolean quick = false;
    boolean brief = false;
    boolean list = false;
    boolean force = false;
    String only = "";
    String name = "";
    int rounds = 0;
    int minutes = FOR_EVER;
    SortedSet<Integer> procs = new TreeSet<>();
    while (!rest.isEmpty()) {
      String option = rest.remove();
      switch (option) {
        case "--quick" -> quick = true;
        case "--short" -> brief = true;
        case "--list" -> list = true;
        case "--force" -> force = true;
        case "--only" -> only = regex(argument(option, rest));
        case "--name" -> name = name(argument(option, rest));
        case "--rounds" -> rounds = number(option, argument(option, rest));
        case "--budget" -> minutes = number(option, argument(option, rest));
        case "--procs" -> {
          for (String each : argument(option, rest).split(",", -1)) {
            procs.add(number(option, each));
          }
        }
        default ->
            throw new IllegalArgumentException("compare has no option " + option + "\n" + HELP);
      }
    }
    Settings settings = quick ? Settings.QUICK : brief ? Settings.SHORT : Settings.FULL;
    String fallback = quick ? "quick" : only.isEmpty() ? "full" : "only";
    return new CompareOptions(
        rounds == 0 ? settings : settings.withRounds(rounds),
        only,
        procs,
        name.isEmpty() ? fallback : name,
        list,
        force,
        Duration.ofMinutes(minutes));
  }

  /** Whether documents may be made from the results without a word. */
  boolean full() {
    return !settings.quick() && only.isEmpty() && procs.isEmpty();
  }

  boolean wants(ScenarioInfo scenario) {
    return (!settings.quick() || scenario.quick() || !only.isEmpty())
        && Pattern.compile(only).matcher(scenario.word()).find();
  }

  private static String argument(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value behind it\n" + HELP);
    }
    return rest.remove();
  }

  private static int number(String option, String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(option + " needs a positive number, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static String regex(String text) {
    try {
      return Pattern.compile(text).pattern();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("--only needs a regular expression: " + e.getMessage(), e);
    }
  }

  private static String name(String text) {
    if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "--name needs a file name of letters, digits, '.', '_' and '-', not " + text);
    }
    return text;
  }
}

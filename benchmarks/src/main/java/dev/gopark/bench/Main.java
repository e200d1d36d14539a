package dev.gopark.bench;

import java.io.IOException;
import java.util.List;

/**
 * The main class of {@code benchmarks.jar}: the commands of {@link #HELP}, and all else is JMH's.
 */
public final class Main {
  private static final String HELP =
      """
      java -jar benchmarks/target/benchmarks.jar COMMAND, somewhere in the project:

      """
          + CompareOptions.HELP
          + """

            report [NAME]         writes docs/benchmarks.md, its charts and the figures in README.md from
                                  benchmarks/results/NAME.jsonl (default: the newest full results)
            scenarios             writes the table of scenarios in benchmarks/README.md
            guard                 compares six scenarios with a rival in the same run: under two
                                  minutes, exit status 1 if one has become too slow
            --help                this text, also behind a command

          All other arguments are JMH's: `-h` shows its own help.
          """;

  private Main() {}

  /** Runs a command and ends the JVM with its exit status; 2 if it was not understood. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
    try {
      switch (args.length == 0 ? "" : rest.contains("--help") ? "--help" : args[0]) {
        case "compare" ->
            System.exit(new Compare(Project.find(), System.out).run(CompareOptions.parse(rest)));
        case "report" -> System.exit(Report.run(Project.find(), rest, System.out));
        case "scenarios" -> System.exit(ScenarioTable.run(Project.find(), rest, System.out));
        case "guard" -> System.exit(new Guard(Project.find(), System.out).run(rest));
        case "--help" -> System.out.print(HELP);
        default -> org.openjdk.jmh.Main.main(args);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}

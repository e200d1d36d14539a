package dev.gopark.testing;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a simulation chooses who runs next. None finds everything: by default several take turns.
 *
 * <p>A value: equal if of the same kind and with the same number, and printed as {@link
 * #of(String)} reads it.
 */
public final class Strategy {
  enum Kind {
    RANDOM("random"),
    STICKY("sticky"),
    PCT("pct"),
    ROUND_ROBIN("round-robin"),
    EXHAUSTIVE("exhaustive"),
    REPLAY("list");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  private static final Pattern FORM = Pattern.compile("([a-z-]+?)(\\d{1,6})?");

  /** At each point any of those that can run, each as likely as the others. */
  public static final Strategy RANDOM = new Strategy(Kind.RANDOM, 0);

  /** As random, but at one point in eight only: {@link #sticky(int) sticky(8)}. */
  public static final Strategy STICKY = new Strategy(Kind.STICKY, 8);

  /** Priorities that change twice: {@link #pct(int) pct(3)}. */
  public static final Strategy PCT = new Strategy(Kind.PCT, 3);

  /**
   * Each runs until it blocks or yields; then whoever has been ready longest. Always the same: one
   * schedule of it is enough.
   */
  public static final Strategy ROUND_ROBIN = new Strategy(Kind.ROUND_ROBIN, 0);

  /**
   * Every schedule, one after the other: for small programs. What is random inside the program,
   * such as the choice of a select among several ready cases, is not enumerated.
   */
  public static final Strategy EXHAUSTIVE = new Strategy(Kind.EXHAUSTIVE, -1);

  private final Kind kind;
  private final int number;

  private Strategy(Kind kind, int number) {
    this.kind = kind;
    this.number = number;
  }

  /** The strategy that follows a list of decisions. */
  static Strategy replay() {
    return new Strategy(Kind.REPLAY, 0);
  }

  /**
   * As random, but goes on with the running goroutine at most points, so that it gets far before
   * another runs.
   *
   * @param n one point in so many may switch
   * @return the strategy
   * @throws IllegalArgumentException if {@code n} is less than 1
   */
  public static Strategy sticky(int n) {
    return new Strategy(Kind.STICKY, requireAtLeast(1, n, "sticky"));
  }

  /**
   * Random priorities, of which the running goroutine's drops at {@code depth - 1} random points
   * (Burckhardt and others, 2010). Finds a bug that needs {@code depth} ordered events among k
   * points and n goroutines with a probability of at least 1 / (n k<sup>depth - 1</sup>).
   *
   * @param depth at least 1
   * @return the strategy
   * @throws IllegalArgumentException if {@code depth} is less than 1
   */
  public static Strategy pct(int depth) {
    return new Strategy(Kind.PCT, requireAtLeast(1, depth, "pct"));
  }

  /**
   * Every schedule in which a goroutine that could go on is interrupted at most so many times. Most
   * bugs need two.
   *
   * @param switches how often a goroutine that could go on may be interrupted, all together
   * @return the strategy
   * @throws IllegalArgumentException if {@code switches} is negative
   */
  public static Strategy exhaustive(int switches) {
    return new Strategy(Kind.EXHAUSTIVE, requireAtLeast(0, switches, "exhaustive"));
  }

  /**
   * The strategy that a string names: {@code random}, {@code sticky}, {@code sticky16}, {@code
   * pct}, {@code pct2}, {@code round-robin}, {@code exhaustive}, {@code exhaustive2}.
   *
   * @param name a name as {@link #toString()} gives it, in any case
   * @return the strategy
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Strategy of(String name) {
    Matcher form = FORM.matcher(Objects.requireNonNull(name, "name").toLowerCase(Locale.ROOT));
    if (form.matches()) {
      for (Strategy known : new Strategy[] {RANDOM, STICKY, PCT, ROUND_ROBIN, EXHAUSTIVE}) {
        if (known.kind.word.equals(form.group(1))) {
          Strategy meant =
              form.group(2) == null ? known : known.with(Integer.parseInt(form.group(2)));
          if (meant != null) {
            return meant;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "there is no strategy \""
            + name
            + "\": there are random, sticky, stickyN, pct, pctN, round-robin, exhaustive and"
            + " exhaustiveN, where N is a number");
  }

  /** The same kind with another number; null if it has none. */
  private @Nullable Strategy with(int number) {
    return switch (kind) {
      case STICKY -> sticky(number);
      case PCT -> pct(number);
      case EXHAUSTIVE -> exhaustive(number);
      case RANDOM, ROUND_ROBIN, REPLAY -> null;
    };
  }

  Kind kind() {
    return kind;
  }

  /** The depth of pct, the points of sticky, the switches of exhaustive; -1: no bound. */
  int number() {
    return number;
  }

  private static int requireAtLeast(int least, int number, String name) {
    if (number < least) {
      throw new IllegalArgumentException(name + "(" + number + "): at least " + least);
    }
    return number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Strategy s && s.kind == kind && s.number == number;
  }

  @Override
  public int hashCode() {
    return kind.hashCode() * 31 + number;
  }

  /** The name, as {@link #of(String)} reads it. */
  @Override
  public String toString() {
    boolean numbered =
        switch (kind) {
          case STICKY, PCT -> true;
          case EXHAUSTIVE -> number >= 0;
          default -> false;
        };
    return numbered ? kind.word + number : kind.word;
  }
}

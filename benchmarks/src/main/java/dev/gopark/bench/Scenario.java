package dev.gopark.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a class of JMH benchmarks measures, for the driver that runs all contenders in turn.
 *
 * <p>Each {@code @Benchmark} method is a contender, or, where there is one such method only, each
 * value of the {@code @Param} named {@code contender}. The one called {@code gopark} is ours; those
 * whose name starts with it ({@code goparkTry}) are forms of ours. Everybody does the same work in
 * bodies of the same size.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Scenario {
  /** The fixed word, as in README.md and in Go's twin: {@code chanSync}. */
  String word();

  /** The chapter of the report. */
  Group group();

  /** What one operation is, in a few words that end a sentence. */
  String operation();

  /**
   * The Go twin without its {@code Benchmark}: {@code ChanSync}, {@code Stop/impl=chan}. Empty for
   * none. A twin whose iteration is not one operation reports the metric {@code ns/unit}.
   */
  String go() default "";

  /** Whether Go's own benchmarks have this row. */
  boolean catalogue() default false;

  /**
   * Whether goroutines take part: ours then runs on both schedulers, the rivals on virtual threads
   * of the JDK or on what is their own.
   */
  boolean goroutines() default false;

  /**
   * Whether as many threads as processors run the body at once, as Go's {@code RunParallel} does.
   * The time is then that of the clock divided by all operations of all threads.
   */
  boolean parallel() default false;

  /** The numbers of processors that it makes sense with. */
  int[] procs() default {1, 2};

  /** Whether a quick run has it. */
  boolean quick() default false;
}

package dev.gopark.sched;

import java.util.Locale;

/** Prints what a scenario measures: scenario, scheduler, procs, round, metric, value, unit. */
public final class Rows {
  private final String scenario;
  private final String scheduler = System.getProperty("gopark.scheduler", "auto");
  private final int procs =
      Integer.getInteger("gopark.maxprocs", Runtime.getRuntime().availableProcessors());

  Rows(String scenario) {
    this.scenario = scenario;
  }

  /** The processors that goroutines run on. */
  public int procs() {
    return procs;
  }

  boolean isJdk() {
    return scheduler.equals("jdk");
  }

  /** Prints one. */
  public void print(int round, String metric, double value, String unit) {
    System.out.printf(
        Locale.ROOT,
        "%s,%s,%d,%d,%s,%.4g,%s%n",
        scenario,
        scheduler,
        procs,
        round,
        metric,
        value,
        unit);
  }
}

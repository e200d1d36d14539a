package dev.gopark.bench;

import dev.gopark.bench.Entry.Candidate;

/** One process to be measured: a contender of a scenario on so many processors, once. */
record Run(ScenarioInfo scenario, Candidate candidate, int procs, int round) {
  /** Says which run it is, also from one session to the next. */
  record Key(String scenario, Contender contender, int procs, int round) {}

  Contender contender() {
    return candidate.contender();
  }

  Key key() {
    return new Key(scenario.word(), contender(), procs, round);
  }

  @Override
  public String toString() {
    return scenario.word() + " P=" + procs + " " + contender();
  }
}

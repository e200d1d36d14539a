/**
 * Runs the benchmarks of all contenders in turn, keeps what was measured, and writes the documents
 * from it: {@code benchmarks.jar compare}, {@code report}, {@code guard}, {@code scenarios}.
 *
 * <p>Reading order: {@code Scenario}, {@code Group}, {@code ScenarioInfo}, {@code Contender},
 * {@code Entry}, {@code Scenarios}, {@code Programs}; {@code Settings}, {@code Run}, {@code Plan};
 * {@code Metric}, {@code Launcher} and its three {@code JmhLauncher}, {@code GoLauncher}, {@code
 * ProgramLauncher} over {@code Child}; {@code Json}, {@code JsonObject}, {@code Environment},
 * {@code ResultsFile}; {@code CompareOptions}, {@code Progress}, {@code Session}, {@code Compare};
 * {@code Results}, {@code Cell}, {@code Cell}, {@code Row}, {@code Figures}, {@code
 * BenchmarksPage}, {@code Losses}, {@code BarChart}, {@code Charts}, {@code ReadmeBlock}, {@code
 * Report}, {@code ScenarioTable}; {@code Guard}; {@code Main}.
 */
@NullMarked
package dev.gopark.bench;

import org.jspecify.annotations.NullMarked;

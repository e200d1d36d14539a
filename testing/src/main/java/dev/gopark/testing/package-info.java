/**
 * Deterministic simulation of programs that use gopark.
 *
 * <p>Reading order: {@code Simulation}, {@code Strategy}, {@code Fault}, {@code SimulationFailure},
 * {@code SimulationReport}; {@code Statics}, {@code Settings}, {@code Supervision}, {@code
 * Exploration}; {@code Plan}, {@code Routine}, {@code Run}, {@code VirtualTime}, {@code Woven};
 * {@code Rng}, {@code Chooser}, {@code RandomChooser}, {@code PctChooser}, {@code Enumeration},
 * {@code Decisions}, {@code Faults}; {@code Outcome}, {@code Problem}, {@code Stacks}, {@code
 * Trace}, {@code TraceText}; {@code Shortening}, {@code Replay}; {@code SimulatorService}.
 */
package dev.gopark.testing;

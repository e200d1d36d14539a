/**
 * Cancellation, deadlines and values carried down a tree of calls.
 *
 * <p>{@link dev.gopark.context.Context} is the tree: {@code background()} is its root, {@code
 * withCancel}, {@code withTimeout}, {@code withValue} and their like make children. {@link
 * dev.gopark.context.CancelContext} is a child that its holder ends, {@link
 * dev.gopark.context.ContextException} says why one has ended, and {@link
 * dev.gopark.context.ErrGroup} runs the parts of a task under one context.
 *
 * <p>Reading order: {@code ContextKey}, {@code ContextException} and its two kinds, {@code
 * Context}, {@code CancelContext}, {@code AfterFuncContext}, {@code StopFunc}; {@code
 * EmptyContext}, {@code ValueContext}, {@code DetachedContext}, {@code Chain}; {@code Child},
 * {@code CancelNode}, {@code CancelWalk}; {@code Thrown}; {@code Leaf}, {@code AfterFunc}, {@code
 * Interrupts}; {@code DeadlineContext}, {@code ForeignParent}, {@code ShutdownException}, {@code
 * ShutdownContext}, {@code Futures}, {@code Exchange}; {@code Failures}, {@code ErrGroup}.
 */
package dev.gopark.context;

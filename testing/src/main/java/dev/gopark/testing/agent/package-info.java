/**
 * The agent: puts points into classes as they are loaded. Not for users, except as {@code
 * -javaagent:gopark-testing.jar}.
 *
 * <p>Reading order: {@code Agent}; {@code Weaver}, {@code Rewriting}, {@code Volatiles}, compiled
 * for JDK 24.
 */
package dev.gopark.testing.agent;

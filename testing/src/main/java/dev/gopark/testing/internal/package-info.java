/**
 * What woven code calls, and what touches the JDK's insides. Not for users.
 *
 * <p>Reading order: {@code JavaLang}, {@code Simulated}, {@code Carrier}, {@code Hooks}.
 */
package dev.gopark.testing.internal;

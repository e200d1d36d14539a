package dev.gopark.examples.service;

/** What answers requests. It runs in the request's own goroutine, and may block and throw. */
@FunctionalInterface
interface Handler {
  Response handle(Request request) throws Exception;
}

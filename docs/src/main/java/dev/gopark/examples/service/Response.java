package dev.gopark.examples.service;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param body as text
 */
record Response(int status, String body) {
  static Response ok(String body) {
    return new Response(200, body);
  }
}

package dev.gopark.examples.service;

import dev.gopark.context.Context;
import dev.gopark.context.ContextException;
import dev.gopark.sync.Semaphore;
import java.time.Duration;

/**
 * A layer of the onion around a handler: it sees the request on the way in and the answer on the
 * way out.
 */
@FunctionalInterface
interface Layer {
  Handler around(Handler inner);

  /** Puts layers around a handler, the outermost first. */
  static Handler onion(Handler core, Layer... layers) {
    Handler handler = core;
    for (int i = layers.length - 1; i >= 0; i--) {
      handler = layers[i].around(handler);
    }
    return handler;
  }

  /** Logs each request with its answer and how long that took. */
  static Layer logging(Log log) {
    return inner ->
        request -> {
          long start = System.nanoTime();
          Response response = inner.handle(request);
          long micros = (System.nanoTime() - start) / 1_000;
          String answer = " " + response.status() + " " + micros + " us";
          log.line(request.method() + " " + request.path() + answer);
          return response;
        };
  }

  /** Turns what is thrown into an answer: 504 for a deadline, 500 for the rest. */
  static Layer recovering(Log log) {
    return inner ->
        request -> {
          try {
            return inner.handle(request);
          } catch (ContextException e) {
            return new Response(504, "out of time\n");
          } catch (Exception e) {
            log.line(request.method() + " " + request.path() + " threw " + e);
            return new Response(500, "internal error\n");
          }
        };
  }

  /** Refuses what is more than so many requests at a time. */
  static Layer limiting(int atOnce) {
    var permits = new Semaphore(atOnce);
    return inner ->
        request -> {
          if (!permits.tryAcquire()) {
            return new Response(503, "busy\n");
          }
          try {
            return inner.handle(request);
          } finally {
            permits.release();
          }
        };
  }

  /** Gives each request a deadline; waits that know interrupts and no contexts end with it, too. */
  static Layer deadline(Duration budget) {
    return inner ->
        request -> {
          try (var ctx = Context.withTimeout(request.ctx(), budget)) {
            return ctx.call(() -> inner.handle(request.withContext(ctx)));
          }
        };
  }
}

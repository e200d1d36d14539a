package dev.gopark.examples.service;

import com.sun.net.httpserver.HttpExchange;
import dev.gopark.context.Context;
import java.util.Map;

/**
 * A request on its way through the layers to its handler.
 *
 * @param ctx ends when the request must: by its deadline, or when the service is given up
 * @param method GET and so on
 * @param path without the query
 * @param params what the path has at the places of the pattern's {@code :names}
 * @param exchange the server's own, for headers and bodies
 */
record Request(
    Context ctx, String method, String path, Map<String, String> params, HttpExchange exchange) {
  Request withContext(Context ctx) {
    return new Request(ctx, method, path, params, exchange);
  }

  Request withParams(Map<String, String> params) {
    return new Request(ctx, method, path, params, exchange);
  }

  String param(String name) {
    return params.get(name);
  }
}

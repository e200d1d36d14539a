package dev.gopark.examples.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the handler for a path in a radix tree: what paths have in common is stored, and compared,
 * once. Patterns are literal text with {@code :name} for a part between two slashes, and {@code
 * *name} at the end for all that follows. Literal text goes before {@code :name}, and that before
 * {@code *name}.
 *
 * <p>Filled before it is used; then it is for any number of threads.
 */
final class Router implements Handler {
  /*
   *   /users ---- / ---- :id ---- /orders        GET /users   GET /users/:id   GET /users/:id/orders
   *     |
   *     +--- ies (a name that shares the prefix)
   *
   * An edge is a string; no two edges of a node begin with the same character. A node with a handler for any
   * method is the end of a pattern.
   */
  private static final class Node {
    private String edge;
    private List<Node> children = new ArrayList<>();
    private Node param;
    private Node rest;
    private String name;
    private Map<String, Handler> handlers = new TreeMap<>();

    Node(String edge) {
      this.edge = edge;
    }

    /** The node that one gets to by literal text, made if it is not there. */
    Node literal(String text) {
      if (text.isEmpty()) {
        return this;
      }
      Node child = child(text.charAt(0));
      if (child == null) {
        child = new Node(text);
        children.add(child);
        return child;
      }
      int common = 1;
      int most = Math.min(text.length(), child.edge.length());
      while (common < most && text.charAt(common) == child.edge.charAt(common)) {
        common++;
      }
      if (common < child.edge.length()) {
        child.split(common);
      }
      return child.literal(text.substring(common));
    }

    /** Makes the first part of the edge an edge of its own; all that was here moves below it. */
    private void split(int at) {
      var lower = new Node(edge.substring(at));
      lower.children = children;
      lower.param = param;
      lower.rest = rest;
      lower.name = name;
      lower.handlers = handlers;
      edge = edge.substring(0, at);
      children = new ArrayList<>(List.of(lower));
      param = null;
      rest = null;
      name = null;
      handlers = new TreeMap<>();
    }

    private Node child(char first) {
      for (int i = 0; i < children.size(); i++) {
        Node child = children.get(i);
        if (child.edge.charAt(0) == first) {
          return child;
        }
      }
      return null;
    }

    Node param(String name) {
      param = named(param, name);
      return param;
    }

    Node rest(String name) {
      rest = named(rest, name);
      return rest;
    }

    private static Node named(Node known, String name) {
      if (known == null) {
        var node = new Node("");
        node.name = name;
        return node;
      }
      if (!known.name.equals(name)) {
        throw new IllegalArgumentException(
            "the same place is called " + known.name + " and " + name);
      }
      return known;
    }

    /** The node where a path from {@code at} on ends; parameters are put in on the way back. */
    Node find(String path, int at, Map<String, String> params) {
      if (at == path.length() && !handlers.isEmpty()) {
        return this;
      }
      if (at < path.length()) {
        Node child = child(path.charAt(at));
        if (child != null && path.startsWith(child.edge, at)) {
          Node found = child.find(path, at + child.edge.length(), params);
          if (found != null) {
            return found;
          }
        }
        int slash = path.indexOf('/', at);
        int end = slash < 0 ? path.length() : slash;
        if (param != null && end > at) {
          Node found = param.find(path, end, params);
          if (found != null) {
            params.put(param.name, path.substring(at, end));
            return found;
          }
        }
      }
      if (rest != null) {
        params.put(rest.name, path.substring(at));
      }
      return rest;
    }
  }

  private final Node root = new Node("");

  /** Adds a route. */
  Router on(String method, String pattern, Handler handler) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with a slash, not so " + pattern);
    }
    Node node = root;
    int at = 0;
    while (at < pattern.length()) {
      int special = at;
      while (special < pattern.length() && ":*".indexOf(pattern.charAt(special)) < 0) {
        special++;
      }
      node = node.literal(pattern.substring(at, special));
      if (special == pattern.length()) {
        break;
      }
      int slash = pattern.indexOf('/', special);
      int end = slash < 0 ? pattern.length() : slash;
      String name = pattern.substring(special + 1, end);
      boolean rest = pattern.charAt(special) == '*';
      if (name.isEmpty() || (rest && end < pattern.length())) {
        throw new IllegalArgumentException("not a pattern: " + pattern);
      }
      node = rest ? node.rest(name) : node.param(name);
      at = end;
    }
    if (node.handlers.putIfAbsent(method, handler) != null) {
      throw new IllegalArgumentException("two handlers for " + method + " " + pattern);
    }
    return this;
  }

  @Override
  public Response handle(Request request) throws Exception {
    var params = new LinkedHashMap<String, String>();
    Node node = root.find(request.path(), 0, params);
    if (node == null) {
      return new Response(404, "not found\n");
    }
    Handler handler = node.handlers.get(request.method());
    if (handler == null) {
      if (request.exchange() != null) {
        request
            .exchange()
            .getResponseHeaders()
            .set("Allow", String.join(", ", node.handlers.keySet()));
      }
      return new Response(405, "method not allowed\n");
    }
    return handler.handle(request.withParams(params));
  }
}

package dev.gopark.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The radix tree: what goes before what, and that it finds what a plain list would find. */
class RouterTest {
  private static Handler says(String what) {
    return request -> Response.ok(what + request.params());
  }

  private static String get(Router router, String path) throws Exception {
    var response = router.handle(new Request(Context.background(), "GET", path, Map.of(), null));
    return response.status() == 200 ? response.body() : "" + response.status();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/                  | root{}",
        "/users             | users{}",
        "/user              | user{}",
        "/users/7           | one{id=7}",
        "/users/me          | me{}",
        "/users/meadow      | one{id=meadow}",
        "/users/7/orders    | orders{id=7}",
        "/users/me/orders   | orders{id=me}",
        "/users/7/orders/8  | order{order=8, id=7}",
        "/files/            | file{path=}",
        "/files/a/b         | file{path=a/b}",
        "/files/special     | special{}",
        "/files/specials    | file{path=specials}",
        "/users/            | 404",
        "/us                | 404",
        "/users/7/          | 404",
        "/nowhere           | 404",
      })
  void handle_path_findsTheMostSpecific(String path, String expected) throws Exception {
    var router =
        new Router()
            .on("GET", "/", says("root"))
            .on("GET", "/users", says("users"))
            .on("GET", "/user", says("user"))
            .on("GET", "/users/:id", says("one"))
            .on("GET", "/users/me", says("me"))
            .on("GET", "/users/:id/orders", says("orders"))
            .on("GET", "/users/:id/orders/:order", says("order"))
            .on("GET", "/files/*path", says("file"))
            .on("GET", "/files/special", says("special"));
    assertThat(get(router, path)).isEqualTo(expected);
  }

  @Test
  void handle_otherMethod_is405() throws Exception {
    var router = new Router().on("GET", "/a", says("a")).on("PUT", "/a", says("put"));
    var request = new Request(Context.background(), "POST", "/a", Map.of(), null);
    assertThat(router.handle(request).status()).isEqualTo(405);
  }

  @Test
  void on_badPattern_isRefused() {
    var router = new Router().on("GET", "/a/:id", says("a"));
    for (String pattern : List.of("a", "/a/:", "/a/*", "/a/*rest/b", "/a/:name", "/a/:id")) {
      assertThatThrownBy(() -> router.on("GET", pattern, says("b")))
          .as(pattern)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void handle_manyRandomLiterals_findsThoseThatAreThere() throws Exception {
    var random = new Random(42);
    var router = new Router();
    var paths = new ArrayList<String>();
    for (int i = 0; i < 2_000; i++) {
      var path = new StringBuilder("/");
      for (int n = random.nextInt(6); n >= 0; n--) {
        path.append("ab/".charAt(random.nextInt(3)));
      }
      String text = path.toString();
      if (!paths.contains(text) && i % 2 == 0) {
        paths.add(text);
        router.on("GET", text, says(text));
      }
      assertThat(get(router, text)).isEqualTo(paths.contains(text) ? text + "{}" : "404");
    }
    for (String path : paths) {
      assertThat(get(router, path)).isEqualTo(path + "{}");
    }
  }
}

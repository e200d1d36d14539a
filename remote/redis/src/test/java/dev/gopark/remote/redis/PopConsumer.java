package dev.gopark.remote.redis;

import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Pops from a list, as a process, and never finishes: {@code PopConsumer PORT LIST LEASE_MILLIS}.
 */
final class PopConsumer {
  private PopConsumer() {}

  public static void main(String[] args) throws Exception {
    var uri = URI.create("redis://127.0.0.1:" + args[0]);
    var lease = Duration.ofMillis(Long.parseLong(args[2]));
    try (var pop = BlockingPop.open(uri, List.of(args[1]), Codec.string(), lease)) {
      while (true) {
        Popped<String> one = pop.pop(Context.background(), Duration.ofMinutes(5));
        System.out.println("GOT " + (one == null ? "nothing" : one.value()));
      }
    }
  }
}

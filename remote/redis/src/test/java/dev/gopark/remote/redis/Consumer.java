package dev.gopark.remote.redis;

import dev.gopark.Go;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.Delivery;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteReceiver;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A consumer as a process: {@code Consumer PORT CHANNEL LEASE_MILLIS hold|ack|resume|work}. It says
 * what it gets and what it has acknowledged.
 */
final class Consumer {
  private Consumer() {}

  public static void main(String[] args) throws Exception {
    var options =
        ReceiveOptions.defaults()
            .withLease(Duration.ofMillis(Long.parseLong(args[2])))
            .withDrain(Duration.ofSeconds(5));
    boolean acks = args[3].equals("ack");
    boolean works = args[3].equals("work");
    try (var channels =
            RedisChannels.connect(
                Context.background(), URI.create("redis://127.0.0.1:" + args[0]));
        var rx = channels.receiver(args[1], Codec.string(), options);
        var ctx = Context.untilShutdown()) {
      say("UP");
      Go.go(() -> {
        ctx.done().receive();
        stop(rx);
      });
      for (Delivery<String> d : rx.deliveries()) {
        if (works) {
          Thread.sleep(1);
          d.ack();
          continue;
        }
        say("GOT " + d.value() + " " + d.attempt());
        if (acks) {
          say((d.ack() ? "ACK " : "LOST ") + d.value());
        } else if (args[3].equals("resume")) {
          // Stopped and continued by the test; acknowledges when a file appears that says so.
          while (!Files.exists(Path.of(args[4]))) {
            Thread.sleep(20);
          }
          say((d.ack() ? "ACK " : "LOST ") + d.value());
        } else {
          Thread.sleep(Duration.ofMinutes(5)); // until it is killed
        }
      }
      say("END");
    }
  }

  private static void stop(RemoteReceiver<?> rx) {
    rx.close();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}

package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;
import static dev.gopark.remote.redis.Line.list;
import static dev.gopark.remote.redis.Line.text;

import dev.gopark.remote.DeadLetter;
import dev.gopark.remote.spi.Incoming;
import dev.gopark.remote.spi.Outgoing;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Elements as entries of a stream: field {@code p} is the payload, {@code h:NAME} a header. */
final class Entries {
  private static final byte[] PAYLOAD = bytes("p");
  private static final String HEADER = "h:";

  private Entries() {}

  /** Adds the number of fields and values, and these. */
  static void write(Outgoing element, List<byte[]> arguments) {
    arguments.add(bytes(2 + 2L * element.headers().size()));
    arguments.add(PAYLOAD);
    arguments.add(element.payload());
    element
        .headers()
        .forEach((name, value) -> {
          arguments.add(bytes(HEADER + name));
          arguments.add(bytes(value));
        });
  }

  /** Null: there is no payload, so no sender of ours wrote it. */
  static @Nullable Incoming read(String id, int attempt, List<Object> fields) {
    byte[] payload = null;
    Map<String, String> headers = Map.of();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      byte[] name = (byte[]) fields.get(i);
      if (name.length == 1 && name[0] == 'p') {
        payload = (byte[]) fields.get(i + 1);
      } else if (name.length >= 2 && name[0] == 'h' && name[1] == ':') {
        headers = headers.isEmpty() ? new HashMap<>() : headers;
        headers.put(text(name).substring(2), text(fields.get(i + 1)));
      }
    }
    return payload == null
        ? null
        : new Incoming(id, attempt, sent(id), payload, Map.copyOf(headers));
  }

  static DeadLetter readDead(Object entry) {
    List<Object> parts = list(entry);
    List<Object> fields = list(parts.get(1));
    String id = "";
    int attempts = 0;
    String reason = "";
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      String value = text(fields.get(i + 1));
      switch (text(fields.get(i))) {
        case "id" -> id = value;
        case "attempts" -> attempts = Integer.parseInt(value);
        case "reason" -> reason = value;
        default -> {
          // The element's own.
        }
      }
    }
    Incoming element = read(id.isEmpty() ? "0-0" : id, attempts, fields);
    return element == null
        ? new DeadLetter(text(parts.get(0)), id, attempts, reason, new byte[0], Map.of())
        : new DeadLetter(
            text(parts.get(0)), id, attempts, reason, element.payload(), element.headers());
  }

  /** The first half of an entry's id is the server's clock. */
  private static Instant sent(String id) {
    return Instant.ofEpochMilli(Long.parseLong(id, 0, id.indexOf('-'), 10));
  }
}

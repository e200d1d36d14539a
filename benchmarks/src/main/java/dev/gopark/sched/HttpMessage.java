package dev.gopark.sched;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads HTTP/1.1 messages with a {@code Content-Length} from a connection, one after the other. */
final class HttpMessage {
  private static final int MAX_HEAD = 8 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[1024];
  private int from;
  private int to;

  HttpMessage(InputStream in) {
    this.in = in;
  }

  /** The next message's body; null if the connection has ended between two messages. */
  byte[] nextBody() throws IOException {
    int head = headLength();
    if (head < 0) {
      return null;
    }
    int length = contentLength(new String(buffer, from, head, StandardCharsets.US_ASCII));
    from += head;
    while (to - from < length) {
      fill();
    }
    byte[] body = Arrays.copyOfRange(buffer, from, from + length);
    from += length;
    return body;
  }

  private int headLength() throws IOException {
    for (int i = from; ; i++) {
      while (i + 4 > to) {
        int seen = i - from;
        if (seen > MAX_HEAD) {
          throw new IOException("the head of the message is longer than " + MAX_HEAD);
        }
        if (!fillUnlessEnded()) {
          return -1;
        }
        i = from + seen;
      }
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4 - from;
      }
    }
  }

  private static int contentLength(String head) {
    String name = "content-length:";
    int at = head.toLowerCase(Locale.ROOT).indexOf(name);
    if (at < 0) {
      return 0;
    }
    int start = at + name.length();
    return Integer.parseInt(head.substring(start, head.indexOf('\r', start)).strip());
  }

  private void fill() throws IOException {
    if (!fillUnlessEnded()) {
      throw new EOFException("the connection has ended inside a message");
    }
  }

  private boolean fillUnlessEnded() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * to);
    }
    int n = in.read(buffer, to, buffer.length - to);
    if (n < 0 && to > 0) {
      throw new EOFException("the connection has ended inside a message");
    }
    to += Math.max(n, 0);
    return n >= 0;
  }

  /** A message with this first line and body. */
  static byte[] of(String firstLine, byte[] body) {
    byte[] head =
        (firstLine + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] message = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    return message;
  }
}

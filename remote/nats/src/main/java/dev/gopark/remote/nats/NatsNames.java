package dev.gopark.remote.nats;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A channel's stream, subjects and dead letters. Any name will do: it is encoded. */
record NatsNames(String name) {
  /** A stream's name has 255 characters at most, and becomes a folder of the server's. */
  private static final int MAX = 150;

  static final String CONSUMER = "g";

  private String code() {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    String code = encode(bytes);
    if (code.length() <= MAX) {
      return code;
    }
    try {
      return "sha256_" + encode(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every JDK has it
    }
  }

  String stream() {
    return "gopark_" + code();
  }

  String subject() {
    return "gopark." + code();
  }

  /** The stream's subject once the channel is closed: nobody publishes to it. */
  String closedSubject() {
    return "gopark_closed." + code();
  }

  String deadStream() {
    return "gopark_dead_" + code();
  }

  String deadSubject() {
    return "gopark_dead." + code();
  }

  /** Hints that there may be room: plain messages, which are not stored. */
  String room() {
    return "gopark_room." + code();
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String code) {
    return new String(Base64.getUrlDecoder().decode(code), StandardCharsets.UTF_8);
  }
}

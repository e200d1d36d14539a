package dev.gopark.remote.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The Lua scripts: each is what the server decides at once. */
final class Script {
  static final Script SEND = new Script("send");
  static final Script CLAIM = new Script("claim");
  static final Script SETTLE = new Script("settle");
  static final Script RENEW = new Script("renew");
  static final Script CLOSE = new Script("close");
  static final Script LEAVE = new Script("leave");
  static final Script SHARE = new Script("share");
  static final Script REGISTER = new Script("register");
  static final Script FINISH = new Script("finish");
  static final Script REAP = new Script("reap");

  private final byte[] text;
  private final byte[] sha;

  private Script(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException(name + ".lua is missing from the jar");
      }
      text = in.readAllBytes();
      sha =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
              .getBytes(StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every JDK has it
    }
  }

  /** For EVAL. */
  byte[] text() {
    return text;
  }

  /** For EVALSHA. */
  byte[] sha() {
    return sha;
  }
}

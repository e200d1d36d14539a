package dev.gopark.remote;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Turns values into bytes and back. Called from many threads at once.
 *
 * <p>There is none for Java's own serialization, on purpose: bytes from another process must not
 * choose which classes are loaded.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /**
   * Encodes a value, in the thread that sends it.
   *
   * @param value the value
   * @return its bytes, which the codec does not touch any more; what it throws leaves {@code send}
   */
  byte[] encode(T value);

  /**
   * Decodes a value, in the goroutine of the receiver.
   *
   * @param bytes what some sender's {@link #encode} returned, or any bytes at all
   * @return the value
   * @throws RuntimeException if the bytes mean nothing: the element becomes a dead letter with the
   *     exception as its reason, and the channel goes on
   */
  T decode(byte[] bytes);

  /**
   * Bytes as they are.
   *
   * @return the codec
   */
  static Codec<byte[]> bytes() {
    return new Codec<>() {
      @Override
      public byte[] encode(byte[] value) {
        return value.clone();
      }

      @Override
      public byte[] decode(byte[] bytes) {
        return bytes;
      }
    };
  }

  /**
   * Text as UTF-8. What is not UTF-8 is refused, and not replaced by question marks.
   *
   * @return the codec
   */
  static Codec<String> string() {
    return new Codec<>() {
      @Override
      public byte[] encode(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public String decode(byte[] bytes) {
        try {
          return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
          throw new IllegalArgumentException("not UTF-8 text: " + e.getMessage(), e);
        }
      }
    };
  }
}

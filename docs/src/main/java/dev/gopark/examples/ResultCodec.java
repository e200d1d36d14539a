package dev.gopark.examples;

import dev.gopark.remote.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** How results travel from process to process. */
final class ResultCodec implements Codec<FileResult> {
  @Override
  public byte[] encode(FileResult result) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeUTF(result.path().toString());
      switch (result) {
        case FileResult.Digested digested -> {
          out.writeByte('d');
          out.writeLong(digested.bytes());
          out.writeUTF(digested.sha256());
        }
        case FileResult.Unreadable unreadable -> {
          out.writeByte('u');
          out.writeUTF(unreadable.reason());
        }
        case FileResult.NotAFile link -> out.writeByte('n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public FileResult decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Path path = Path.of(in.readUTF());
      int kind = in.readByte();
      return switch (kind) {
        case 'd' -> new FileResult.Digested(path, in.readLong(), in.readUTF());
        case 'u' -> new FileResult.Unreadable(path, in.readUTF());
        case 'n' -> new FileResult.NotAFile(path);
        default -> throw new IllegalArgumentException("no result starts with " + kind);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

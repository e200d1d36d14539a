package dev.gopark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResultTest {
  @TempDir Path tree;

  @Test
  void of_missingFile_isUnreadable() {
    Path missing = tree.resolve("missing");
    assertThat(FileResult.of(missing, () -> false))
        .contains(new FileResult.Unreadable(missing, "no such file"));
  }

  @Test
  void of_directory_isUnreadable() {
    assertThat(FileResult.of(tree, () -> false)).get().isInstanceOf(FileResult.Unreadable.class);
  }

  @Test
  void of_stopInTheMiddle_isNothing() throws Exception {
    Path file = Files.writeString(tree.resolve("file"), "content");
    assertThat(FileResult.of(file, () -> true)).isEmpty();
  }
}

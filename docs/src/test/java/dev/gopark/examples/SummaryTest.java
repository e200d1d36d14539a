package dev.gopark.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final Path tree = Path.of("/tree");

  @Test
  void differences_changedMissingAndNew_areNamed() {
    var before = new Summary(tree);
    var after = new Summary(tree);
    before.add(new FileResult.Digested(tree.resolve("same"), 1, "00"));
    after.add(new FileResult.Digested(tree.resolve("same"), 1, "00"));
    before.add(new FileResult.Digested(tree.resolve("changed"), 1, "01"));
    after.add(new FileResult.Digested(tree.resolve("changed"), 2, "02"));
    before.add(new FileResult.Digested(tree.resolve("gone"), 1, "03"));
    after.add(new FileResult.Unreadable(tree.resolve("new"), "access denied"));

    assertThat(before.differences(after))
        .containsExactly(
            "changed: 1 bytes, 01, then 2 bytes, 02",
            "gone: 1 bytes, 03, then not there",
            "new: not there, then unreadable (access denied)");
    assertThat(before.differences(before)).isEmpty();
    assertThat(before.digest()).isNotEqualTo(after.digest());
  }
}

package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;

/** The context of a test is a field of it that JUnit closes. */
class TestContextTest {
  private static final List<Thread> HELPERS = new ArrayList<>();
  private static final List<Context> ENDED = new ArrayList<>();

  @AutoClose private final CancelContext ctx = Context.withCancel(Context.background());

  @RepeatedTest(2)
  @DisplayName("X25 a context that JUnit closes lives as long as its test")
  void context_duringTheTest_isLive() {
    assertThat(ctx.err()).isNull();
    assertThat(ENDED).doesNotContain(ctx).allMatch(other -> other.err() != null);
    HELPERS.add(Go.go(() -> ctx.done().receive()));
    ENDED.add(ctx);
  }

  @AfterEach
  void context_inCleanUp_isLive() {
    assertThat(ctx.err()).isNull();
  }

  @AfterAll
  static void context_afterTheTest_hasEndedWhatUsedIt() throws InterruptedException {
    assertThat(ENDED).hasSize(2).allMatch(ctx -> ctx.err() instanceof CanceledException);
    for (Thread helper : HELPERS) {
      helper.join();
    }
  }
}

package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.sync.OnceValue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedWorkTest {
  @Test
  @DisplayName("the end of one caller's context is not kept as the failure of shared work")
  void onceValue_contextOfOneCallerEnds_isNotKept() throws Exception {
    var ended = Context.withCancel(Context.background());
    ended.cancel();
    var current = new AtomicReference<Context>(ended);
    var value =
        OnceValue.of(() -> {
          current.get().throwIfDone();
          return 7;
        });
    assertThatThrownBy(value::get).isInstanceOf(CanceledException.class);
    current.set(Context.background());
    assertThat(value.get()).isEqualTo(7);
  }
}

package dev.gopark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallbacksTest {
  @Test
  @DisplayName("a result comes back as it is, null included")
  void call_returnsResult() {
    assertThat(Callbacks.<Integer>call(() -> 5)).isEqualTo(5);
    assertThat(Callbacks.<Object>call(() -> null)).isNull();
  }

  @Test
  @DisplayName("unchecked exceptions, errors and interrupts come out as they are")
  void call_uncheckedErrorsInterrupts_asTheyAre() {
    var unchecked = new IllegalArgumentException();
    var wrapped = new CompletionException(new IOException());
    var interrupted = new InterruptedException();
    var error = new AssertionError();
    for (Exception thrown : new Exception[] {unchecked, wrapped, interrupted}) {
      assertThatThrownBy(() ->
              Callbacks.call(() -> {
                throw thrown;
              }))
          .isSameAs(thrown);
    }
    assertThatThrownBy(() ->
            Callbacks.call(() -> {
              throw error;
            }))
        .isSameAs(error);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  @DisplayName("other checked exceptions are the cause of a CompletionException")
  void call_checked_isWrapped() {
    for (Exception thrown :
        new Exception[] {new IOException("x"), new ExecutionException(null), new Exception()}) {
      assertThatThrownBy(() ->
              Callbacks.call(() -> {
                throw thrown;
              }))
          .isExactlyInstanceOf(CompletionException.class)
          .cause()
          .isSameAs(thrown);
    }
    var throwable = new Throwable("neither exception nor error");
    assertThatThrownBy(() -> Callbacks.rethrow(throwable))
        .isExactlyInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(throwable);
  }
}

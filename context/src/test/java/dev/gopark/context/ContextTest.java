package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ContextTest {
  private static final ContextKey<String> USER = ContextKey.of("user");
  private static final ContextKey<Integer> PORT = ContextKey.of("port");

  @Test
  @DisplayName("X1 a context can be implemented by anyone, with four methods")
  void implementation_minimal_hasTheRest() throws Exception {
    var minimal =
        new Context() {
          @Override
          public Channel<Void> done() {
            return Channel.never();
          }

          @Override
          public ContextException err() {
            return new CanceledException();
          }

          @Override
          public Optional<Instant> deadline() {
            return Optional.empty();
          }

          @Override
          public <T> T value(ContextKey<T> key) {
            return null;
          }
        };
    assertThat(minimal.cause()).isInstanceOf(CanceledException.class);
    assertThatThrownBy(minimal::throwIfDone).isInstanceOf(CanceledException.class);
    Context.withCancel(minimal).close();
  }

  @Test
  @DisplayName("X2 background and TODO never end and carry nothing")
  void roots_always_empty() {
    for (Context root : List.of(Context.background(), Context.todo())) {
      assertThat(root.done()).isSameAs(Channel.never());
      assertThat(root.err()).isNull();
      assertThat(root.cause()).isNull();
      assertThat(root.deadline()).isEmpty();
      assertThat(root.value(USER)).isNull();
      assertThatCode(root::throwIfDone).doesNotThrowAnyException();
    }
    assertThat(Context.background()).isSameAs(Context.background()).isNotSameAs(Context.todo());
    assertThat(Context.background()).hasToString("context.Background");
    assertThat(Context.todo()).hasToString("context.TODO");
  }

  @Test
  @DisplayName("X3 X5 a cancel closes done, sets err for good, and can be repeated")
  void cancel_twice_firstCounts() {
    CancelContext ctx = Context.withCancel(Context.background());
    assertThat(ctx.err()).isNull();
    assertThat(ctx.cause()).isNull();
    assertThat(ctx.done().isDrained()).isFalse();

    ctx.cancel();

    ContextException err = ctx.err();
    assertThat(err).isInstanceOf(CanceledException.class).hasMessage("context canceled");
    assertThat(ctx.done().isDrained()).isTrue();
    ctx.cancel(new IllegalStateException("late"));
    ctx.close();
    assertThat(ctx.err()).isSameAs(err);
    assertThat(ctx.cause()).isSameAs(err);
    assertThatThrownBy(ctx::throwIfDone).isInstanceOf(CanceledException.class).isNotSameAs(err);
  }

  @Test
  @DisplayName("X3 the done channel is always the same, before and after the end")
  void done_beforeAndAfter_same() {
    CancelContext ctx = Context.withCancel(Context.background());
    var done = ctx.done();
    assertThat(ctx.done()).isSameAs(done);
    ctx.cancel();
    assertThat(ctx.done()).isSameAs(done);
  }

  @Test
  @DisplayName("X3 try-with-resources ends the context")
  void close_atEndOfTry_cancels() {
    Context kept;
    try (var ctx = Context.withCancel(Context.background())) {
      kept = ctx;
      assertThat(kept.err()).isNull();
    }
    assertThat(kept.err()).isInstanceOf(CanceledException.class);
  }

  @Test
  @DisplayName("X7 a deadline is a timeout, a cancel is not")
  void isTimeout_ofBoth_tellsThemApart() {
    assertThat(new DeadlineExceededException().isTimeout()).isTrue();
    assertThat(new DeadlineExceededException()).hasMessage("context deadline exceeded");
    assertThat(new CanceledException().isTimeout()).isFalse();
  }

  @Test
  @DisplayName("X5 a cause given to a cancel is the cause of the exception, too")
  void cancel_withCause_isInTheChain() {
    CancelContext ctx = Context.withCancel(Context.background());
    var reason = new IllegalStateException("disk full");
    ctx.cancel(reason);
    assertThat(ctx.cause()).isSameAs(reason);
    assertThat(ctx.err()).isInstanceOf(CanceledException.class).hasCause(reason);
  }

  @Test
  @DisplayName("X11 withoutCancel keeps values and nothing else")
  void withoutCancel_ofEnded_keepsValues() {
    CancelContext above =
        Context.withTimeout(
            Context.withValue(Context.background(), USER, "gopher"), Duration.ofHours(1));
    Context ctx = Context.withoutCancel(above);
    above.cancel();
    assertThat(ctx.err()).isNull();
    assertThat(ctx.cause()).isNull();
    assertThat(ctx.deadline()).isEmpty();
    assertThat(ctx.done()).isSameAs(Channel.never());
    assertThat(ctx.value(USER)).isEqualTo("gopher");
    try (var below = Context.withCancel(ctx)) {
      assertThat(below.err()).isNull();
    }
  }

  @Test
  @DisplayName("X15 values are found upwards, the nearest first, through every kind of context")
  void value_nested_nearestWins() {
    Context one = Context.withValue(Context.background(), USER, "one");
    Context two = Context.withValue(one, PORT, 80);
    CancelContext three = Context.withCancel(two);
    Context four = Context.withValue(three, USER, "four");
    Context five = Context.withValue(new Foreign.Wrapper(four), PORT, 81);
    assertThat(one.value(PORT)).isNull();
    assertThat(three.value(USER)).isEqualTo("one");
    assertThat(three.value(PORT)).isEqualTo(80);
    assertThat(five.value(USER)).isEqualTo("four");
    assertThat(five.value(PORT)).isEqualTo(81);
    assertThat(five.value(ContextKey.<String>of("user"))).as("another key of that name").isNull();
    three.cancel();
    assertThat(five.err()).isSameAs(three.err());
  }

  @Test
  @DisplayName("X15 a null value hides the one above")
  void value_null_hides() {
    Context above = Context.withValue(Context.background(), USER, "above");
    assertThat(Context.withValue(above, USER, null).value(USER)).isNull();
  }

  @Test
  @DisplayName("X15 a null key is refused")
  void key_null_throws() {
    Context ctx = Context.withValue(Context.background(), USER, "x");
    assertThatThrownBy(() -> Context.withValue(Context.background(), null, "x"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("key");
    for (Context c :
        List.of(ctx, Context.background(), Context.withCancel(ctx), Context.withoutCancel(ctx))) {
      assertThatThrownBy(() -> c.value(null)).isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> ContextKey.of(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("X16 a null parent is refused, and the message says what to use")
  void parent_null_throws() {
    var at = Instant.now();
    var d = Duration.ofSeconds(1);
    var cause = new Exception();
    List<Runnable> all =
        List.of(
            () -> Context.withCancel(null),
            () -> Context.withTimeout(null, d),
            () -> Context.withTimeout(null, d, cause),
            () -> Context.withDeadline(null, at),
            () -> Context.withDeadline(null, at, cause),
            () -> Context.withValue(null, USER, "x"),
            () -> Context.withoutCancel(null),
            () -> Context.withFuture(null, new java.util.concurrent.CompletableFuture<>()),
            () -> ErrGroup.withContext(null));
    for (Runnable one : all) {
      assertThatThrownBy(one::run)
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("null parent")
          .hasMessageContaining("Context.background()");
    }
    assertThatThrownBy(() -> Context.afterFunc(null, () -> {}))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("X17 contexts that ended unobserved share one done channel")
  void done_firstAskedAfterTheEnd_shared() {
    CancelContext a = Context.withCancel(Context.background());
    CancelContext b = Context.withCancel(Context.background());
    a.cancel();
    b.cancel();
    assertThat(a.done()).isSameAs(b.done());
    assertThat(a.done().isDrained()).isTrue();
  }

  @Test
  @DisplayName("X21 toString shows the chain")
  void toString_ofChain_namesEveryLink() {
    Context ctx = Context.withValue(Context.withCancel(Context.background()), USER, "gopher");
    assertThat(ctx).hasToString("context.Background.WithCancel.WithValue(user, gopher)");
    assertThat(Context.withoutCancel(new Foreign.Wrapper(Context.todo())))
        .hasToString("Wrapper(context.TODO).WithoutCancel");
    var engine = new FakeEngine();
    Context late = DeadlineContext.after(engine, ctx, Duration.ofSeconds(5), null);
    engine.advance(1_000_000_000L);
    assertThat(late.toString()).endsWith(".WithDeadline(2030-01-01T00:00:05Z [PT4S])");
  }

  @Test
  @DisplayName("X22 TestLayersCancel: thirty random layers end together and keep their values")
  void layers_random_endTogether() {
    long seed = Long.getLong("gopark.seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      CancelContext root = Context.withCancel(Context.background());
      Context ctx = root;
      List<Context> layers = new ArrayList<>(List.of(root));
      List<ContextKey<Integer>> keys = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        switch (random.nextInt(4)) {
          case 0 -> {
            ContextKey<Integer> key = ContextKey.of("k" + i);
            keys.add(key);
            ctx = Context.withValue(ctx, key, keys.size());
          }
          case 1 -> ctx = Context.withCancel(ctx);
          case 2 -> ctx = Context.withTimeout(ctx, Duration.ofHours(1 + random.nextInt(9)));
          default -> ctx = new Foreign.Wrapper(ctx);
        }
        layers.add(ctx);
      }
      for (int i = 0; i < keys.size(); i++) {
        assertThat(ctx.value(keys.get(i))).as("seed %d", seed).isEqualTo(i + 1);
      }
      assertThat(ctx.err()).isNull();
      root.cancel();
      for (Context layer : layers) {
        assertThat(layer.err()).as("seed %d: %s", seed, layer).isSameAs(root.err());
        assertThat(layer.done().isDrained()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("X26 a context wrapped in itself 100,000 times costs time, and no stack")
  void context_wrappedInALoop_works() {
    CancelContext root = Context.withCancel(Context.background());
    Context ctx = Context.withValue(root, USER, "gopher");
    for (int i = 0; i < 100_000; i++) {
      ctx = Context.withValue(ctx, PORT, i);
    }
    assertThat(ctx.value(USER)).isEqualTo("gopher");
    assertThat(ctx.value(PORT)).isEqualTo(99_999);
    assertThat(ctx.deadline()).isEmpty();
    assertThat(ctx.toString()).startsWith("context.Background.WithCancel.WithValue(user, gopher)");
    root.cancel();
    assertThat(ctx.err()).isInstanceOf(CanceledException.class);
    assertThat(ctx.done().isDrained()).isTrue();
  }
}

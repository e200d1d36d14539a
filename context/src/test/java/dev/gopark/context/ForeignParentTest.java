package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.Go;
import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ForeignParentTest {
  @Test
  @DisplayName("X14 children of a foreign context end with it and cost no thread until then")
  void foreign_ends_childrenFollow() {
    // Those of other tests may still be there, and come and go: so no number is exact.
    int before = Go.numGoroutine();
    var foreign = new Foreign();
    List<Context> children = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      children.add(Context.withCancel(foreign));
    }
    assertThat(Go.numGoroutine()).as("not one for each").isLessThan(before + 100);
    assertThat(foreign.watchers()).isEqualTo(100);
    var reason = new Exception("reason");
    var err = new DeadlineExceededException();
    foreign.end(err, reason);
    for (Context child : children) {
      Await.ended(child);
      assertThat(child.err()).isSameAs(err);
      assertThat(child.cause()).isSameAs(reason);
      assertThat(child.done().isDrained()).isTrue();
    }
  }

  @Test
  @DisplayName("X14 X20 a child that ends first stops watching")
  void child_endsFirst_unwatches() {
    var foreign = new Foreign();
    CancelContext a = Context.withCancel(foreign);
    CancelContext b = Context.withTimeout(foreign, Duration.ofHours(1));
    var stop = Context.afterFunc(foreign, () -> {});
    assertThat(foreign.watchers()).isEqualTo(3);
    b.cancel();
    assertThat(foreign.watchers()).isEqualTo(2);
    assertThat(stop.getAsBoolean()).isTrue();
    assertThat(foreign.watchers()).isEqualTo(1);
    a.cancel();
    assertThat(foreign.watchers()).isZero();
    foreign.end(new CanceledException(), null);
  }

  @Test
  @DisplayName("X14 a watcher takes nothing from real receivers, whatever their order")
  void close_withReceiversAndWatchers_wakesAll() throws Exception {
    var foreign = new Foreign();
    Context before = Context.withCancel(foreign);
    Thread receiver = Go.go(() -> foreign.done.receive());
    Await.parked(receiver);
    Context after = Context.withCancel(foreign);
    foreign.end(new CanceledException(), null);
    receiver.join();
    Await.ended(before);
    Await.ended(after);
  }

  @Test
  @DisplayName("X14 a child ends with its foreign context though no goroutine can be started")
  void foreign_ends_noGoroutineToBeHad_childEndsAllTheSame() {
    var foreign = new Foreign();
    CancelNode child = (CancelNode) Context.withCancel(foreign);
    var reason = new Exception("reason");
    foreign.endQuietly(new CanceledException(), reason);
    ((ForeignParent) child.owner)
        .endSomewhere(task -> {
          throw new IllegalStateException("this scheduler is closed");
        });
    Await.ended(child);
    assertThat(child.cause()).isSameAs(reason);
  }

  @Test
  @DisplayName(
      "X14 a foreign context that cannot say why it has ended: its children end all the same")
  void foreign_errThrows_childEnds() {
    var rude = new IllegalStateException("rude");
    var foreign =
        new Foreign() {
          private volatile boolean over;

          @Override
          public @Nullable ContextException err() {
            if (over) {
              throw rude;
            }
            return super.err();
          }
        };
    Context child = Context.withCancel(foreign);
    foreign.over = true;
    foreign.end(new CanceledException(), null);
    Await.ended(child);
    assertThat(child.err()).isInstanceOf(CanceledException.class).hasCause(rude);
    assertThat(child.cause()).isSameAs(rude);
  }

  @Test
  @DisplayName("X14 a foreign context that has ended ends its children at once")
  void foreign_hasEnded_childToo() {
    var foreign = new Foreign();
    var reason = new Exception("reason");
    foreign.end(new CanceledException(), reason);
    try (var child = Context.withCancel(foreign)) {
      assertThat(child.err()).isSameAs(foreign.err());
      assertThat(child.cause()).isSameAs(reason);
    }
  }

  @Test
  @DisplayName("X14 closed without an err is taken for cancelled")
  void foreign_closedWithoutErr_canceled() {
    var foreign = new Foreign();
    foreign.done.close();
    try (var child = Context.withCancel(foreign)) {
      assertThat(child.err()).isInstanceOf(CanceledException.class);
    }
  }

  @Test
  @DisplayName(
      "X14 a wrapper with the same done costs nothing: its children hang in the node inside")
  void wrapper_sameDone_isSeenThrough() {
    CancelNode inner = (CancelNode) Context.withCancel(Context.background());
    Context wrapper = new Foreign.Wrapper(new Foreign.Wrapper(inner));
    CancelNode child = (CancelNode) Context.withCancel(wrapper);
    assertThat(child.owner).isSameAs(inner);
    var reason = new Exception("reason");
    inner.cancel(reason);
    assertThat(child.cause()).as("synchronously").isSameAs(reason);
  }

  @Test
  @DisplayName(
      "X14 a context with a done of its own is not seen through, though it hands values on")
  void wrapper_ownDone_isWatched() {
    CancelContext inner = Context.withCancel(Context.background());
    var own = new Foreign.OwnDone(inner);
    CancelNode child = (CancelNode) Context.withCancel(own);
    assertThat(child.owner).isInstanceOf(ForeignParent.class);
    inner.cancel();
    assertThat(child.err()).isNull();
    var reason = new Exception("reason");
    own.end(new CanceledException(), reason);
    Await.ended(child);
    assertThat(child.cause()).isSameAs(reason);
  }

  @Test
  @DisplayName("X14 a detached context does not lead to the node above it")
  void wrapper_ofDetached_neverEnds() {
    CancelContext above = Context.withCancel(Context.background());
    CancelNode child =
        (CancelNode) Context.withCancel(new Foreign.Wrapper(Context.withoutCancel(above)));
    assertThat(child.owner).isNull();
    above.cancel();
    assertThat(child.err()).isNull();
  }

  @Test
  @DisplayName("X14 a foreign context that never ends has no watchers")
  void foreign_never_notWatched() {
    CancelNode child = (CancelNode) Context.withCancel(new Foreign.Wrapper(Context.background()));
    assertThat(child.owner).isNull();
  }

  @Test
  @DisplayName("X13 a parent that offers afterFunc is asked, and told when the child leaves")
  void telling_cancelTimeoutAfterFunc_usedAndUnregistered() throws Exception {
    CancelContext inner = Context.withCancel(Context.background());
    var telling = new Foreign.Telling(inner);
    CancelContext cancels = Context.withCancel(telling);
    CancelContext times = Context.withTimeout(telling, Duration.ofHours(1));
    var stop = Context.afterFunc(telling, () -> {});
    assertThat(telling.registered).hasValue(3);
    cancels.cancel();
    times.cancel();
    assertThat(stop.getAsBoolean()).isTrue();
    assertThat(telling.registered).hasValue(0);

    Context follows = Context.withCancel(telling);
    Context followsLate = Context.withTimeout(telling, Duration.ofHours(1));
    Channel<String> ran = Channel.make();
    Context.afterFunc(telling, () -> ran.send("ran"));
    assertThat(telling.registered).hasValue(3);
    var reason = new Exception("reason");
    inner.cancel(reason);
    Await.ended(follows);
    Await.ended(followsLate);
    assertThat(follows.cause()).isSameAs(reason);
    assertThat(ran.receive()).isEqualTo("ran");
    assertThat(telling.registered).hasValue(0);
  }

  @Test
  @DisplayName("X13 the timeout of a child of such a parent unregisters")
  void telling_childTimesOut_unregisters() {
    CancelContext inner = Context.withCancel(Context.background());
    var telling = new Foreign.Telling(inner);
    Context child = Context.withTimeout(telling, Duration.ofMillis(5));
    Await.ended(child);
    Await.until("unregistered", () -> telling.registered.get() == 0);
    inner.cancel();
  }

  @Test
  @DisplayName("X14 a null done channel is refused")
  void foreign_nullDone_throws() {
    var broken =
        new Foreign() {
          @Override
          public ReceiveChannel<Void> done() {
            return null;
          }
        };
    assertThatThrownBy(() -> Context.withCancel(broken))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("done()");
  }

  @Test
  @DisplayName("X14 cancels of children race the end of the foreign parent")
  void foreign_endsWhileChildrenLeave_nobodyIsLost() throws Exception {
    for (int round = 0; round < 300; round++) {
      var foreign = new Foreign();
      List<CancelContext> children = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        children.add(Context.withCancel(foreign));
      }
      Thread leaves =
          Thread.startVirtualThread(() -> children.subList(0, 10).forEach(CancelContext::cancel));
      foreign.end(new CanceledException(), null);
      leaves.join();
      children.forEach(Await::ended);
      assertThat(foreign.watchers()).isZero();
    }
  }
}

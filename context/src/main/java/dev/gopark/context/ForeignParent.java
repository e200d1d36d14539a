package dev.gopark.context;

import dev.gopark.Go;
import dev.gopark.Task;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.internal.Watchable;
import dev.gopark.internal.WaitReason;
import dev.gopark.internal.Waiter;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a context that this library did not make, as the owner of one child of it: ends when
 * that context does.
 */
final class ForeignParent extends CancelNode {
  /*
   * No thread watches. A waiter without a thread stands among the receivers of the foreign done() channel;
   * the close wakes it like any other, and to be woken means to start a goroutine that asks the foreign
   * context why and ends this node. The goroutine is there because err() and cause() are foreign code, and
   * wake() runs in the middle of a close, with other waiters behind it.
   *
   * A child must end whatever happens, also when the scheduler of whoever closes takes no goroutines any more
   * or there is no memory for one. Then it ends on a plain virtual thread, and in the last resort on the spot, a
   * foreign context that throws being as good as one that tells no reason.
   *
   * When the child leaves first, the waiter is taken out of the channel, in constant time. The child has left
   * for good then: it is the only one. If the close got there before, the goroutine ends this node for
   * nobody.
   */
  private @Nullable Watch watch;
  private @Nullable BooleanSupplier stop;

  private ForeignParent(Context foreign) {
    super(foreign);
  }

  /** Makes a node for one child of {@code foreign}, whose done channel is {@code done}. */
  static ForeignParent of(Context foreign, ReceiveChannel<Void> done) {
    var node = new ForeignParent(foreign);
    if (foreign.err() != null) {
      node.end();
    } else if (foreign instanceof AfterFuncContext source) {
      node.stop = source.afterFunc(node::end);
    } else if (done instanceof Watchable channel) {
      var watch = new Watch(node, channel);
      node.watch = watch;
      if (!channel.watch(watch)) {
        node.end();
      }
    } else {
      throw new IllegalArgumentException(
          "cannot watch done() of " + foreign + ": make it with Channel.make(), not as " + done);
    }
    return node;
  }

  /** The foreign context has ended: ends this node for the same reason. */
  private void end() {
    // A done channel closed before its err is set; there is nobody to tell.
    ContextException err = CanceledException.PLAIN;
    Throwable cause = null;
    try {
      ContextException foreign = parent.err();
      err = foreign == null ? err : foreign;
      cause = parent.cause();
    } catch (Throwable thrown) {
      // Whatever it throws, it has ended, and so has the child.
      err = CanceledException.of(thrown);
      cause = thrown;
    }
    CancelWalk.cancel(this, err, cause == null ? err : cause);
  }

  /** Ends this node, on a goroutine if one can be had. */
  void endSomewhere(Consumer<Task> go) {
    try {
      go.accept(this::end);
      return;
    } catch (Throwable refused) {
      // Such as by a scheduler that is being closed.
    }
    try {
      Thread unused = Thread.startVirtualThread(this::end);
      return;
    } catch (Throwable refused) {
      // No memory for a thread, most likely.
    }
    end();
  }

  @Override
  void childLeft() {
    Watch watch = this.watch;
    if (watch != null) {
      watch.channel.unwatch(watch);
    }
    BooleanSupplier stop = this.stop;
    if (stop != null) {
      boolean unused = stop.getAsBoolean();
    }
  }

  /** The waiter in the foreign channel. */
  private static final class Watch extends Waiter {
    private final ForeignParent node;
    private final Watchable channel;

    Watch(ForeignParent node, Watchable channel) {
      super(WaitReason.CHAN_RECEIVE, null);
      this.node = node;
      this.channel = channel;
      // It waits for no thread and must not keep this one.
      release();
    }

    @Override
    public void wake() {
      node.endSomewhere(Go::go);
    }

    @Override
    public String toString() {
      return "child of " + node.parent;
    }
  }
}

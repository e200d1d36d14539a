package dev.gopark.context;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.channel.internal.Watchable;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A context that can end, and the list of what ends with it. */
class CancelNode extends Child implements CancelContext {
  /*
   * Two things are decided under this node's lock, each in one short section: how the node ends (err and
   * cause, once) and whether a child gets into its list before that. CancelWalk tells how the end spreads.
   *
   *           mark: err and cause, under the lock        settle: the channel closed
   *   open --------------------------------------> ended ---------------------------> ended, done closed
   *   children come and go                   no child comes any more
   *
   * Who marks a node settles it next, before it goes on to the children, so a parent's channel is closed before
   * those of its children. Who must not wait, since it drives timers, has tryEndAlone, which only tries and leaves
   * what it could not do to somebody else: each step looks first, so it can be done twice.
   *
   * Invariants
   *   1. err changes once, from null; cause is written before it and never again.
   *   2. No child is linked after err was set. So a list that is empty after the mark stays empty.
   *   3. Whoever got an err that is not null finds done() closed, and whoever finds done() closed gets an
   *      err that is not null. The first, because between the mark and the close everybody helps: err() and
   *      done() close a channel that they find open on an ended node. The second, because nobody closes
   *      before the mark.
   *   4. done changes once, from null, under the lock: to a channel of its own while the node is open, to one
   *      that all ended nodes share afterwards.
   *
   * Memory ordering
   *   field                  written by         read by                mode             pairs with
   *   err                    mark (lock)        err, done, cause       release/acquire  each other: publishes
   *                                                                                     cause and done
   *   err                    mark (lock)        add, makeDone (lock)   plain            the lock
   *   done                   makeDone (lock)    done                   release/acquire  each other: publishes
   *                                                                                     the channel's insides
   *   cause                  mark (lock)        cause, CancelWalk      plain            err
   *   first, links, linked   add, unlink (lock) the same               plain            the lock
   * err() on an ended node sees every channel that done() gave out before: it was stored under the lock that
   * the mark took later.
   *
   * Size. With compressed references and 12-byte headers a node without a channel takes 56 bytes.
   *
   * Rejected: a map of children (Go): an entry of 32 bytes for each and no order of anything; a lock-free
   * list: a child must not be added to an ended node and must be removable from the middle, which takes
   * marks and a retry loop to save one uncontended CAS; weak links to forgotten children: a reference object
   * for each child, which all others pay for.
   *
   * Tests: CancelContextTest, CauseTest, CancelRaceTest; jcstress AttachAgainstCancel, ErrThenDone.
   * References: Go, context/context.go.
   */
  private static final VarHandle ERR =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "err", VarHandle.class, CancelNode.class, ContextException.class);
  private static final VarHandle DONE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "done", VarHandle.class, CancelNode.class, Channel.class);

  /** The done channel of all nodes that nobody asked for one before they ended. */
  private static final Channel<Void> CLOSED = closedChannel();

  final Context parent;

  @SuppressWarnings("UnusedVariable") // accessed through ERR
  private volatile @Nullable ContextException err;

  private @Nullable Throwable cause;
  private volatile @Nullable Channel<Void> done;
  private @Nullable Child first;

  CancelNode(Context parent) {
    this.parent = parent;
  }

  /** Makes an open node and puts it under its parent; ended at once if the parent has ended. */
  static CancelNode under(Context parent) {
    var node = new CancelNode(parent);
    node.attachOrEnd();
    return node;
  }

  /** Puts this under its parent, or ends it as the parent has. */
  final void attachOrEnd() {
    if (!attach(parent)) {
      assert owner != null;
      endLike(owner);
    }
  }

  // Context

  @Override
  public ReceiveChannel<Void> done() {
    Channel<Void> done = doneAcquire();
    if (done == null) {
      return makeDone();
    }
    if (errAcquire() != null) {
      close(done);
    }
    return done;
  }

  @Override
  public @Nullable ContextException err() {
    ContextException err = errAcquire();
    if (err != null) {
      closeDone();
    }
    return err;
  }

  @Override
  public @Nullable Throwable cause() {
    return err() == null ? null : cause;
  }

  @Override
  public Optional<Instant> deadline() {
    return Chain.deadline(parent);
  }

  @Override
  public <T> @Nullable T value(ContextKey<T> key) {
    return Chain.value(this, key);
  }

  @Override
  public void cancel() {
    CancelWalk.cancel(this, CanceledException.PLAIN, CanceledException.PLAIN);
  }

  @Override
  public void cancel(@Nullable Throwable cause) {
    if (cause == null) {
      cancel();
    } else {
      CancelWalk.cancel(this, CanceledException.of(cause), cause);
    }
  }

  @Override
  public void close() {
    cancel();
  }

  @Override
  public String toString() {
    return Chain.name(this);
  }

  /** This node's own part of its name. */
  String kind() {
    return ".WithCancel";
  }

  // The end

  /**
   * Ends this node unless it has ended, and no other: the first step of a walk.
   *
   * @return the first child, null if there is none: then there will never be one again
   */
  final @Nullable Child mark(ContextException err, Throwable cause) {
    lock();
    if (errPlain() == null) {
      this.cause = cause;
      errRelease(err);
    }
    Child child = first;
    unlock();
    return child;
  }

  /** Ends this node as {@code ended} has ended. */
  final void endLike(CancelNode ended) {
    CancelWalk.cancel(this, ended.ending(), ended.endingCause());
  }

  /**
   * What an ended node has to do besides; called by each who has marked it, next. Runs no user
   * code.
   */
  void settle() {
    closeDone();
  }

  /**
   * Ends this node and lets go of it, if it has no child and every lock on the way is free at this
   * instant. Otherwise some of that is done, and may be done again.
   *
   * @return whether all of it was done
   */
  final boolean tryEndAlone(ContextException err, Throwable cause) {
    if (!tryLock()) {
      return false;
    }
    boolean alone = first == null;
    if (alone && errPlain() == null) {
      this.cause = cause;
      errRelease(err);
    }
    unlock();
    return alone && tryCloseDone() && (owner == null || owner.tryRemove(this));
  }

  /** Why this node has ended; it has. */
  final ContextException ending() {
    ContextException err = errAcquire();
    assert err != null;
    return err;
  }

  /** The cause with which this node has ended; it has. */
  final Throwable endingCause() {
    ending();
    Throwable cause = this.cause;
    assert cause != null;
    return cause;
  }

  // Children

  /** Links a child unless this node has ended: whether it is linked. */
  final boolean add(Child child) {
    lock();
    boolean open = errPlain() == null;
    if (open) {
      Child first = this.first;
      child.next = first;
      child.linked = true;
      if (first != null) {
        first.previous = child;
      }
      this.first = child;
    }
    unlock();
    return open;
  }

  /** Unlinks a child if it is linked. */
  final void remove(Child child) {
    lock();
    if (child.linked) {
      unlink(child);
    }
    unlock();
  }

  /** Unlinks a child if it is linked, and the lock is free at this instant: whether it was. */
  private boolean tryRemove(Child child) {
    if (!tryLock()) {
      return false;
    }
    if (child.linked) {
      unlink(child);
    }
    unlock();
    return true;
  }

  /** Unlinks a child if it is linked, and tells which is the first then. */
  final @Nullable Child removeAndNext(Child child) {
    lock();
    if (child.linked) {
      unlink(child);
    }
    Child next = first;
    unlock();
    return next;
  }

  /**
   * Takes out a leaf if it is linked.
   *
   * @return whether it is the caller's now and has to be fired
   */
  final boolean claim(Leaf leaf) {
    lock();
    boolean fires = leaf.linked && leaf.claim();
    if (leaf.linked) {
      unlink(leaf);
    }
    unlock();
    return fires;
  }

  /** Which child is the first. Waits for the lock. */
  final @Nullable Child firstChild() {
    lock();
    Child child = first;
    unlock();
    return child;
  }

  /** Called without a lock after a child has gone for good. */
  void childLeft() {}

  private void unlink(Child child) {
    Child next = child.next;
    Child previous = child.previous;
    if (previous == null) {
      first = next;
    } else {
      previous.next = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    // A child lives as long as its user likes: it must not hold on to its neighbours.
    child.next = null;
    child.previous = null;
    child.linked = false;
  }

  /** How many children are linked; throws if the list is broken. For tests. */
  final int checkInvariants() {
    lock();
    try {
      int count = 0;
      Child previous = null;
      for (Child child = first; child != null; child = child.next) {
        if (!child.linked || child.previous != previous || child.owner != this) {
          throw new AssertionError("broken link at place " + count + " of " + this);
        }
        previous = child;
        count++;
      }
      return count;
    } finally {
      unlock();
    }
  }

  // Done

  /** Whether this is the channel that {@link #done()} has given out. */
  @SuppressWarnings("ReferenceEquality") // channels are equal if they are the same
  final boolean isDone(ReceiveChannel<Void> channel) {
    return doneAcquire() == channel;
  }

  private Channel<Void> makeDone() {
    Channel<Void> made = Channel.make();
    lock();
    Channel<Void> done = this.done;
    if (done == null) {
      done = errPlain() == null ? made : CLOSED;
      doneRelease(done);
    }
    boolean ended = errPlain() != null;
    unlock();
    if (ended) {
      close(done);
    }
    return done;
  }

  private void closeDone() {
    Channel<Void> done = doneAcquire();
    if (done != null) {
      close(done);
    }
  }

  private boolean tryCloseDone() {
    Channel<Void> done = doneAcquire();
    return done == null
        || done.isDrained()
        || (done instanceof Watchable channel && channel.closeIfFree());
  }

  private static void close(Channel<Void> done) {
    if (!done.isDrained()) {
      done.tryClose();
    }
  }

  private static Channel<Void> closedChannel() {
    Channel<Void> channel = Channel.make();
    channel.close();
    return channel;
  }

  // Field access

  private @Nullable ContextException errPlain() {
    return (ContextException) ERR.get(this);
  }

  final @Nullable ContextException errAcquire() {
    return (ContextException) ERR.getAcquire(this);
  }

  private void errRelease(ContextException err) {
    ERR.setRelease(this, err);
  }

  @SuppressWarnings("unchecked") // the field's type, which a VarHandle does not know
  private @Nullable Channel<Void> doneAcquire() {
    return (Channel<Void>) DONE.getAcquire(this);
  }

  private void doneRelease(Channel<Void> done) {
    DONE.setRelease(this, done);
  }
}

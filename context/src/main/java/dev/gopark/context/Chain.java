package dev.gopark.context;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a context up to its root. Loops, since chains may be a hundred thousand long; only a
 * context that this library did not make is asked by a call.
 */
final class Chain {
  /** Under this key a {@link CancelNode} gives itself, through any wrapper that hands values on. */
  static final ContextKey<CancelNode> NODE = ContextKey.of("dev.gopark.context.node");

  private Chain() {}

  /** The value that is nearest above. */
  @SuppressWarnings({"unchecked", "ReferenceEquality"}) // a key equals itself only, and is typed
  static <T> @Nullable T value(Context ctx, ContextKey<T> key) {
    Objects.requireNonNull(key, "key");
    Context c = ctx;
    while (true) {
      if (c instanceof ValueContext v) {
        if (v.key == key) {
          return (T) v.value;
        }
        c = v.parent;
      } else if (c instanceof CancelNode n) {
        if (key == NODE) {
          return (T) n;
        }
        c = n.parent;
      } else if (c instanceof DetachedContext d) {
        if (key == NODE) {
          // What is above does not end this context.
          return null;
        }
        c = d.parent;
      } else {
        return c.value(key);
      }
    }
  }

  /** The deadline that is nearest above, which is the earliest. */
  static Optional<Instant> deadline(Context ctx) {
    Context c = ctx;
    while (true) {
      if (c instanceof DeadlineContext d) {
        return Optional.of(d.deadline);
      } else if (c instanceof CancelNode n) {
        c = n.parent;
      } else if (c instanceof ValueContext v) {
        c = v.base;
      } else {
        return c.deadline();
      }
    }
  }

  /** The node with the deadline that is nearest above; null if there is none that we made. */
  static @Nullable DeadlineContext deadlineNode(Context ctx) {
    Context c = ctx;
    while (true) {
      if (c instanceof DeadlineContext d) {
        return d;
      } else if (c instanceof CancelNode n) {
        c = n.parent;
      } else if (c instanceof ValueContext v) {
        c = v.base;
      } else {
        return null;
      }
    }
  }

  /**
   * Who ends a child of {@code parent}: the nearest node above, or one made for it that stands for
   * a foreign context; null if nobody does.
   */
  static @Nullable CancelNode owner(Context parent) {
    Context c = parent instanceof ValueContext v ? v.base : parent;
    if (c instanceof CancelNode node) {
      return node;
    }
    if (c instanceof EmptyContext || c instanceof DetachedContext) {
      return null;
    }
    ReceiveChannel<Void> done = Objects.requireNonNull(c.done(), "done() of a context is null");
    if (isNever(done)) {
      return null;
    }
    CancelNode inner = c.value(NODE);
    if (inner != null && inner.isDone(done)) {
      // A wrapper that ends when the node inside it does.
      return inner;
    }
    return ForeignParent.of(c, done);
  }

  /** What a context is called: the names from its root down to it. */
  static String name(Context ctx) {
    var parts = new ArrayDeque<String>();
    Context c = ctx;
    while (true) {
      if (c instanceof ValueContext v) {
        parts.push(".WithValue(" + v.key + ", " + v.value + ")");
        c = v.parent;
      } else if (c instanceof CancelNode n) {
        parts.push(n.kind());
        c = n.parent;
      } else if (c instanceof DetachedContext d) {
        parts.push(".WithoutCancel");
        c = d.parent;
      } else {
        parts.push(c.toString());
        return String.join("", parts);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // there is one such channel
  private static boolean isNever(ReceiveChannel<Void> done) {
    return done == Channel.<Void>never();
  }
}

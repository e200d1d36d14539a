package dev.gopark.remote;

import dev.gopark.remote.spi.Held;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The deliveries that a receiver has and has not settled. */
final class InHand {
  /*
   * By element, since the server gives an element to us once at a time; a second delivery of one that is
   * still here says that the first has lost its lease.
   *
   * The delivery itself is held weakly: a handler that has forgotten it will never settle it, and renewing
   * its lease for ever would be the end of the element. Those that wait in the local channel are held by
   * that channel.
   */
  private record Entry(Held held, WeakReference<Lease<?>> lease) {}

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

  void add(Held held, Lease<?> lease) {
    Entry former = entries.put(held.id(), new Entry(held, new WeakReference<>(lease)));
    if (former != null) {
      lose(former);
    }
  }

  /** This delivery is settled. */
  void remove(Held held) {
    entries.computeIfPresent(held.id(), (id, entry) -> entry.held().equals(held) ? null : entry);
  }

  /** This delivery is somebody else's: whether we believed it to be ours. */
  boolean lost(Held held) {
    Entry entry = entries.get(held.id());
    if (entry == null || !entry.held().equals(held) || !entries.remove(held.id(), entry)) {
      return false;
    }
    return lose(entry);
  }

  /** All of them, forgotten ones left out. */
  List<Held> live() {
    var live = new ArrayList<Held>(entries.size());
    for (Entry entry : entries.values()) {
      if (entry.lease().get() == null) {
        entries.remove(entry.held().id(), entry);
      } else {
        live.add(entry.held());
      }
    }
    return live;
  }

  boolean isEmpty() {
    return live().isEmpty();
  }

  /** No more can be settled. */
  void loseAll() {
    entries.values().forEach(InHand::lose);
    entries.clear();
  }

  private static boolean lose(Entry entry) {
    @Nullable Lease<?> lease = entry.lease().get();
    if (lease == null || lease.isSettled()) {
      return false;
    }
    lease.lose();
    return true;
  }
}

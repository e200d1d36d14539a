package dev.gopark.sync;

import dev.gopark.internal.NanoClock;
import java.lang.ref.Cleaner;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects to be used again: Go's {@code sync.Pool}.
 *
 * {@snippet lang = java :
 * static final Pool<StringBuilder> BUILDERS = new Pool<>(StringBuilder::new);
 *
 * var builder = BUILDERS.get();
 * builder.setLength(0);
 * ...
 * BUILDERS.put(builder);
 * }
 *
 * <p>{@code get} returns an object that was put, any of them, or makes one. An object that nobody
 * has taken out is dropped at the first garbage collection after some ten to twenty seconds, sooner
 * if memory is short, and one that is put into a full pool at once: 256 fit into each stripe, of
 * which there are four a processor. Neither call ever waits. An object must not be used after it
 * was put; the pool does not clean it.
 *
 * <p>Worth it for what is expensive to make or large, such as direct buffers; the JVM makes small
 * objects faster than any pool can give them out.
 *
 * <p><b>Memory consistency effects:</b> actions before a {@code put} happen-before the return of
 * the {@code get} that takes the object.
 *
 * @param <T> the type of the objects
 */
public final class Pool<T> {
  /*
   * Go has a slot and a deque per P, so its owner needs no atomic instruction. A goroutine here does not know
   * its P, or has none, so a thread goes to a stripe by a hash of its id, and takes the stripe's lock: one
   * CAS and one release store a call. Order of a get: own stripe, the others, the same for victims, make one.
   *
   * Generations: items become victims and victims are dropped when the garbage collector has run, as in Go. But a
   * collection of ours may be a young one, of which a busy service has several a second, and which gives back
   * nothing of what is pooled: so at least AGE_NANOS lie between two steps. A soft reference tells when memory is
   * short, which takes a step at once: it is read at each collection, so the collector clears it only
   * then, and before it fails for want of memory at the latest.
   * The JVM tells nobody that it has collected; a Cleaner does, by way of an object that nothing refers to.
   * Its action knows the pool only weakly, and ends with it.
   *
   * Rejected: a slot in front of each stack that is filled without the lock: one atomic instruction less a
   * pair, but it measured only a few per cent faster, and two threads that fill it at once lose an item;
   * SoftReference for the items (they live until memory is short, and then all of them go at once); a timer
   * (nobody needs the memory back as long as nothing is collected); thread locals
   * (one set of objects for each of a million goroutines).
   *
   * Tests: PoolTest. References: Go, sync/pool.go.
   */
  private static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().daemon().name("gopark-pool-cleaner").factory());

  private static final int GOLDEN = 0x9E3779B9;

  /** How long an item is in one generation at least, unless memory is short. */
  static final long AGE_NANOS = 10_000_000_000L;

  private final Supplier<? extends T> maker;
  private final PoolStripe[] stripes;
  private final int shift;
  private final NanoClock clock;

  // Of the cleaner's thread; tests clear the reference.
  private long lastAge;
  private volatile SoftReference<Object> memory = new SoftReference<>(new Object());

  /**
   * Makes an empty pool.
   *
   * @param maker makes an object when there is none to use again; what it throws comes out of
   *     {@link #get}
   */
  public Pool(Supplier<? extends T> maker) {
    this(maker, 4 * Runtime.getRuntime().availableProcessors(), NanoClock.SYSTEM);
    awaitCollection(new WeakReference<>(this));
  }

  /**
   * With at least so many stripes, two or more, and not aged by the garbage collector: for tests.
   */
  Pool(Supplier<? extends T> maker, int stripes, NanoClock clock) {
    this.clock = clock;
    lastAge = clock.nanoTime();
    this.maker = Objects.requireNonNull(maker, "pool with a null maker");
    shift = Integer.numberOfLeadingZeros(stripes - 1);
    this.stripes = new PoolStripe[1 << (Integer.SIZE - shift)];
    for (int i = 0; i < this.stripes.length; i++) {
      this.stripes[i] = new PoolStripe();
    }
  }

  /**
   * Takes an object out, or makes one.
   *
   * @return an object that nobody else uses
   */
  @SuppressWarnings("unchecked") // only objects of type T are ever put
  public T get() {
    PoolStripe[] stripes = this.stripes;
    int own = own();
    Object item = stripes[own].pop();
    if (item == null) {
      item = steal(own);
    }
    return item == null ? maker.get() : (T) item;
  }

  /**
   * Gives an object to whoever gets it next.
   *
   * @param item an object that the caller will not use any more; null is ignored
   */
  public void put(@Nullable T item) {
    if (item == null) {
      return;
    }
    PoolStripe[] stripes = this.stripes;
    int own = own();
    for (int i = 0; i < stripes.length; i++) {
      if (stripes[(own + i) & (stripes.length - 1)].push(item)) {
        return;
      }
    }
  }

  /** How many objects it holds. */
  @Override
  public String toString() {
    int items = 0;
    int victims = 0;
    for (PoolStripe stripe : stripes) {
      items += stripe.sizeOpaque();
      victims += stripe.victimsSizeOpaque();
    }
    return "Pool@%x[%d, %d older]".formatted(System.identityHashCode(this), items, victims);
  }

  /** A garbage collection has come: whether it was time to age. */
  boolean collected() {
    long now = clock.nanoTime();
    boolean isShort = memory.get() == null;
    if (!isShort && now - lastAge < AGE_NANOS) {
      return false;
    }
    if (isShort) {
      memory = new SoftReference<>(new Object());
    }
    lastAge = now;
    age();
    return true;
  }

  /** As if memory were short. For tests. */
  void clearMemory() {
    memory.clear();
  }

  /** One step: items become victims, and victims are dropped. */
  void age() {
    for (PoolStripe stripe : stripes) {
      stripe.age();
    }
  }

  private @Nullable Object steal(int own) {
    PoolStripe[] stripes = this.stripes;
    int mask = stripes.length - 1;
    for (int i = 1; i <= mask; i++) {
      Object item = stripes[(own + i) & mask].pop();
      if (item != null) {
        return item;
      }
    }
    for (int i = 0; i <= mask; i++) {
      Object item = stripes[(own + i) & mask].popVictim();
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  private int own() {
    return ((int) Thread.currentThread().threadId() * GOLDEN) >>> shift;
  }

  private static void awaitCollection(WeakReference<Pool<?>> reference) {
    CLEANER.register(
        new Object(),
        () -> {
          Pool<?> pool = reference.get();
          if (pool != null) {
            try {
              pool.collected();
            } finally {
              awaitCollection(reference);
            }
          }
        });
  }
}

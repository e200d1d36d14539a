package dev.gopark.sync;

import dev.gopark.internal.SpinLock;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lock and the two generations of one stripe. */
class PoolStripeFields extends SpinLock {
  static final VarHandle SIZE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(), "size", VarHandle.class, PoolStripeFields.class, int.class);
  static final VarHandle VICTIMS_SIZE =
      ConstantBootstraps.fieldVarHandle(
          MethodHandles.lookup(),
          "victimsSize",
          VarHandle.class,
          PoolStripeFields.class,
          int.class);

  @Nullable Object[] items = new Object[PoolStripe.FIRST_CAPACITY];
  @Nullable Object[] victims = new Object[PoolStripe.FIRST_CAPACITY];

  // Written under the lock; read without it as a hint whether it is worth taking, so opaque.
  volatile int size;
  volatile int victimsSize;
}

/**
 * One of a pool's stacks, with room behind it so that two of them never share a cache line.
 *
 * <p>Nobody waits for a stripe: a get or put that does not get its lock at once goes on to the next
 * one.
 */
@SuppressWarnings("UnusedVariable") // the padding
final class PoolStripe extends PoolStripeFields {
  static final int FIRST_CAPACITY = 8;
  static final int MAX_CAPACITY = 256;

  byte a000, a001, a002, a003, a004, a005, a006, a007;
  byte a010, a011, a012, a013, a014, a015, a016, a017;
  byte a020, a021, a022, a023, a024, a025, a026, a027;
  byte a030, a031, a032, a033, a034, a035, a036, a037;
  byte a040, a041, a042, a043, a044, a045, a046, a047;
  byte a050, a051, a052, a053, a054, a055, a056, a057;
  byte a060, a061, a062, a063, a064, a065, a066, a067;
  byte a070, a071, a072, a073, a074, a075, a076, a077;
  byte a080, a081, a082, a083, a084, a085, a086, a087;
  byte a090, a091, a092, a093, a094, a095, a096, a097;
  byte a100, a101, a102, a103, a104, a105, a106, a107;
  byte a110, a111, a112, a113, a114, a115, a116, a117;
  byte a120, a121, a122, a123, a124, a125, a126, a127;
  byte a130, a131, a132, a133, a134, a135, a136, a137;
  byte a140, a141, a142, a143, a144, a145, a146, a147;
  byte a150, a151, a152, a153, a154, a155, a156, a157;

  /** Takes the item that was put last: null if there is none, or the stripe is busy. */
  @Nullable Object pop() {
    if (sizeOpaque() == 0 || !tryLock()) {
      return null;
    }
    int top = (int) SIZE.get(this) - 1;
    Object item = null;
    if (top >= 0) {
      item = items[top];
      items[top] = null;
      SIZE.setOpaque(this, top);
    }
    unlock();
    return item;
  }

  /** Takes an item of the older generation. */
  @Nullable Object popVictim() {
    if (victimsSizeOpaque() == 0 || !tryLock()) {
      return null;
    }
    int top = (int) VICTIMS_SIZE.get(this) - 1;
    Object item = null;
    if (top >= 0) {
      item = victims[top];
      victims[top] = null;
      VICTIMS_SIZE.setOpaque(this, top);
    }
    unlock();
    return item;
  }

  /** Adds an item: false if the stripe is full or busy. */
  boolean push(Object item) {
    int size = sizeOpaque();
    if (size == MAX_CAPACITY || !tryLock()) {
      return false;
    }
    size = (int) SIZE.get(this);
    if (size == items.length) {
      if (size == MAX_CAPACITY) {
        unlock();
        return false;
      }
      grow();
    }
    items[size] = item;
    SIZE.setOpaque(this, size + 1);
    unlock();
    return true;
  }

  /** Makes the items the victims, and lets go of the victims there were. Allocates nothing. */
  void age() {
    lock();
    @Nullable Object[] dropped = victims;
    Arrays.fill(dropped, 0, (int) VICTIMS_SIZE.get(this), null);
    victims = items;
    VICTIMS_SIZE.setOpaque(this, (int) SIZE.get(this));
    items = dropped;
    SIZE.setOpaque(this, 0);
    unlock();
  }

  int sizeOpaque() {
    return (int) SIZE.getOpaque(this);
  }

  int victimsSizeOpaque() {
    return (int) VICTIMS_SIZE.getOpaque(this);
  }

  /** A failed allocation must not leave the stripe locked. */
  private void grow() {
    boolean grown = false;
    try {
      items = Arrays.copyOf(items, items.length << 1);
      grown = true;
    } finally {
      if (!grown) {
        unlock();
      }
    }
  }
}

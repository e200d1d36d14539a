package dev.gopark.internal;

/** What a parked goroutine waits for, in Go's words: the bracket of a line in a dump. */
public enum WaitReason {
  /** A send on a channel. */
  CHAN_SEND("chan send"),
  /** A receive from a channel. */
  CHAN_RECEIVE("chan receive"),
  /** A send on a channel that is never ready. */
  CHAN_SEND_NIL("chan send (nil chan)"),
  /** A receive from a channel that is never ready. */
  CHAN_RECEIVE_NIL("chan receive (nil chan)"),
  /** A select with at least one channel. */
  SELECT("select"),
  /** A select that nothing but an interrupt or its timeout can end. */
  SELECT_NO_CASES("select (no cases)"),
  /** A sleep. */
  SLEEP("sleep"),
  /** A task of an error group that may not start yet. */
  ERRGROUP_GO("errgroup go"),
  /** The end of an error group. */
  ERRGROUP_WAIT("errgroup wait"),
  /** A mutex, or a once that another goroutine is running. */
  SYNC_MUTEX_LOCK("sync.Mutex.Lock"),
  /** The read side of a read-write mutex. */
  SYNC_RWMUTEX_RLOCK("sync.RWMutex.RLock"),
  /** The write side of a read-write mutex. */
  SYNC_RWMUTEX_LOCK("sync.RWMutex.Lock"),
  /** A condition. */
  SYNC_COND_WAIT("sync.Cond.Wait"),
  /** A wait group, or the result of a call that another goroutine is making. */
  SYNC_WAITGROUP_WAIT("sync.WaitGroup.Wait"),
  /** Permits of a semaphore. */
  SEMACQUIRE("semacquire");

  private final String text;

  WaitReason(String text) {
    this.text = text;
  }

  /** The words that a dump shows. */
  @Override
  public String toString() {
    return text;
  }
}

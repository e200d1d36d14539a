package dev.gopark.bench

import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn

/**
 * Runs a suspending body on the calling thread, for scenarios in which nobody ever waits: `runBlocking` would cost
 * more than what is measured. Should the body be suspended all the same, the thread waits for its end.
 */
internal fun <T> onThisThread(body: suspend () -> T): T {
  val end = End<T>(Thread.currentThread())
  val result = body.startCoroutineUninterceptedOrReturn(end)
  if (result === COROUTINE_SUSPENDED) {
    return end.await()
  }
  @Suppress("UNCHECKED_CAST") // all that is not the mark above is the body's result
  return result as T
}

private class End<T>(private val waiting: Thread) : Continuation<T> {
  @Volatile private var result: Result<T>? = null

  override val context: CoroutineContext = EmptyCoroutineContext

  override fun resumeWith(result: Result<T>) {
    this.result = result
    LockSupport.unpark(waiting)
  }

  fun await(): T {
    while (true) {
      result?.let { return it.getOrThrow() }
      LockSupport.park(this)
    }
  }
}

package dev.gopark.bench

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** The bodies of the context scenarios for kotlinx.coroutines: a tree of jobs. */
object KotlinContext {
  /** Children of one job, each made and cancelled before the next. */
  @JvmStatic
  fun makeAndCancel(count: Int) {
    val parent = Job()
    repeat(count) { Job(parent).cancel() }
  }

  /** A job and its children, ended by a cancel of it. */
  @JvmStatic
  fun children(count: Int) {
    val top = Job()
    repeat(count) { Job(top) }
    top.cancel()
  }

  /** Coroutines that wait for their cancellation. */
  @JvmStatic
  fun storm(count: Int) = runBlocking(Dispatchers.Default) {
    val ready = Channel<Unit>(count)
    val top = launch {
      repeat(count) {
        launch {
          ready.send(Unit)
          awaitCancellation()
        }
      }
    }
    repeat(count) { ready.receive() }
    top.cancel()
    top.join()
  }
}

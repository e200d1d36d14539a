package dev.gopark.bench

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.yield

/** The bodies of the sync scenarios for kotlinx.coroutines, on its own dispatcher. */
object KotlinSync {
  @Volatile private var sink = 0L

  private fun crowd(coroutines: Int, body: suspend CoroutineScope.() -> Unit) =
    runBlocking(Dispatchers.Default) { repeat(coroutines) { launch { body() } } }

  private fun work(units: Int, start: Long): Long {
    var x = start
    repeat(units) {
      x = x xor (x shl 13)
      x = x xor (x ushr 7)
    }
    return x
  }

  private fun touch(data: IntArray) {
    for (i in data.indices step 4) data[i]++
  }

  @JvmStatic
  fun mutexAlone(count: Int) = runBlocking {
    val mutex = Mutex()
    repeat(count) {
      mutex.lock()
      mutex.unlock()
    }
  }

  @JvmStatic
  fun mutex(coroutines: Int, count: Int, work: Int) {
    val mutex = Mutex()
    crowd(coroutines) {
      var x = 1L
      repeat(count) {
        mutex.lock()
        mutex.unlock()
        x = work(work, x)
      }
      sink = x
    }
  }

  @JvmStatic
  fun mutexNoSpin(coroutines: Int, count: Int) {
    val mutex = Mutex()
    crowd(coroutines) {
      val data = IntArray(8 * 1024)
      repeat(count) {
        if (it % 4 == 0) {
          mutex.lock()
          mutex.unlock()
        } else {
          touch(data)
          yield()
        }
      }
    }
  }

  @JvmStatic
  fun mutexSpin(coroutines: Int, count: Int) {
    val mutex = Mutex()
    crowd(coroutines) {
      val data = IntArray(32 * 1024)
      repeat(count) {
        mutex.lock()
        data[0]++
        mutex.unlock()
        touch(data)
      }
    }
  }

  @JvmStatic
  fun launchAndJoin(coroutines: Int, count: Int) =
    crowd(coroutines) { repeat(count) { launch {}.join() } }

  @JvmStatic
  fun semaphoreAlone(count: Int) = runBlocking {
    val semaphore = Semaphore(1)
    repeat(count) {
      semaphore.acquire()
      semaphore.release()
    }
  }

  @JvmStatic
  fun semaphore(coroutines: Int, count: Int) {
    val semaphore = Semaphore(1)
    crowd(coroutines) {
      repeat(count) {
        semaphore.acquire()
        semaphore.release()
      }
    }
  }

  /** As many coroutines that each sleep for the shortest time there is: a millisecond. */
  @JvmStatic
  fun sleep(coroutines: Int) = crowd(coroutines) { delay(1) }
}

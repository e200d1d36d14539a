package dev.gopark.bench

import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicIntegerArray
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.yield

/** The bodies of the scheduler scenarios for kotlinx.coroutines, on its own dispatcher. */
object KotlinGoroutines {
  /** Each of so many starts the next. */
  @JvmStatic
  fun chains(chains: Int, count: Int) = KotlinPipe.crowd { repeat(chains) { link(count / chains) } }

  /** All are children of one: the end of a chain of parents would be as deep a recursion. */
  private fun CoroutineScope.link(left: Int) {
    val crowd = this
    launch { if (left > 1) crowd.link(left - 1) }
  }

  /** One starts four, which see its variable, and waits for them, again. */
  @JvmStatic
  fun fours(count: Int) = KotlinPipe.crowd {
    launch {
      repeat(count) { batch ->
        List(4) { launch { check(batch + it >= 0) } }.joinAll()
      }
    }
  }

  /** One starts so many and then waits for all. */
  @JvmStatic
  fun single(count: Int) = KotlinPipe.crowd { launch { coroutineScope { repeat(count) { launch {} } } } }

  /** One starts a thousand and waits for them, again. */
  @JvmStatic
  fun thousands(count: Int) = KotlinPipe.crowd {
    launch { repeat(count / 1_000) { coroutineScope { repeat(1_000) { launch {} } } } }
  }

  /** The twin of `DaisyChain`. */
  @JvmStatic
  fun daisyChain(links: Int) = KotlinPipe.crowd {
    launch {
      val first = Channel<Int>()
      var last = first
      repeat(links) {
        val input = last
        val output = Channel<Int>()
        launch { output.send(input.receive() + 1) }
        last = output
      }
      launch { first.send(1) }
      check(last.receive() == links + 1)
    }
  }

  /** The twin of `WakeupParallelSpinning`. */
  @JvmStatic
  fun wakeup(count: Int, spinNanos: Long, delayNanos: Long) = KotlinPipe.crowd {
    val there = Channel<Int>()
    val back = Channel<Int>()
    launch {
      repeat(count) {
        there.send(1)
        Spin.nanos(spinNanos + delayNanos)
        back.receive()
        Spin.nanos(spinNanos)
      }
    }
    launch {
      repeat(count) {
        there.receive()
        Spin.nanos(spinNanos)
        back.send(1)
        Spin.nanos(spinNanos + delayNanos)
      }
    }
  }

  /** The twin of `MutexHandoff`. */
  @JvmStatic
  fun mutexHandoff(count: Int, holdNanos: Long) = KotlinPipe.crowd {
    val mutex = Mutex()
    val holder = AtomicInteger(-1)
    val asking = AtomicIntegerArray(2)
    val finished = AtomicIntegerArray(2)
    repeat(2) { me ->
      launch {
        val other = 1 - me
        repeat(count / 2) {
          asking.set(me, 1)
          mutex.lock()
          asking.set(me, 0)
          holder.set(me)
          while (asking.get(other) == 0 && finished.get(other) == 0) yield()
          Spin.nanos(holdNanos)
          mutex.unlock()
          while (holder.get() == me && finished.get(other) == 0) yield()
        }
        finished.set(me, 1)
      }
    }
  }

  /** So many coroutines that let each other run, all in all `count` times. */
  @JvmStatic
  fun yields(crowd: Int, count: Int) = KotlinPipe.crowd {
    repeat(crowd) { launch { repeat(count / crowd) { yield() } } }
  }

  /** The twin of `Matmult`. */
  @JvmStatic
  fun matmult(multiply: Splitter) = KotlinPipe.crowd { launch { split(multiply) } }

  private suspend fun split(part: Splitter) {
    val halves = part.halves()
    if (halves == null) {
      part.compute()
    } else if (part.isParallel()) {
      coroutineScope {
        val other: Job = launch { split(halves[0]) }
        split(halves[1])
        other.join()
      }
    } else {
      split(halves[0])
      split(halves[1])
    }
  }
}

/** A part of a multiplication of matrices, which Java makes. */
interface Splitter {
  /** Its two halves, or null if it is small. */
  fun halves(): Array<Splitter>?

  /** Whether the halves can be done at the same time. */
  fun isParallel(): Boolean

  fun compute()
}

/** Keeps a processor busy. */
object Spin {
  @JvmStatic
  fun nanos(nanos: Long) {
    if (nanos > 0) {
      val start = System.nanoTime()
      while (System.nanoTime() - start < nanos) {}
    }
  }
}

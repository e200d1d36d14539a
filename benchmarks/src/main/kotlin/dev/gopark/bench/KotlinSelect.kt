package dev.gopark.bench

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select

/** The bodies of the select scenarios for kotlinx.coroutines, where somebody waits. */
object KotlinSelect {
  private const val TIMEOUT = 1_000L

  /** The twin of `SelectSyncContended`. */
  @JvmStatic
  fun syncContended(procs: Int, count: Int) = KotlinPipe.crowd {
    val a = Channel<Int>()
    val b = Channel<Int>()
    val c = Channel<Int>()
    repeat(procs) {
      val done = Channel<Int>()
      launch {
        var going = true
        while (going) {
          going = select {
            a.onSend(1) { true }
            b.onSend(1) { true }
            c.onSend(1) { true }
            done.onReceiveCatching { false }
          }
        }
      }
      launch {
        repeat(count / procs) {
          select<Unit> {
            a.onReceive {}
            b.onReceive {}
            c.onReceive {}
          }
        }
        done.close()
      }
    }
  }

  /** The twin of `SelectProdCons`; a channel that nobody uses stands for the timer. */
  @JvmStatic
  fun prodCons(procs: Int, capacity: Int, count: Int, grab: Int, work: Int) = KotlinPipe.crowd {
    val channel = Channel<Int>(capacity)
    val close = Channel<Int>()
    val grabs = AtomicInteger(count / grab)
    repeat(procs) {
      launch {
        val timer = Channel<Int>()
        while (grabs.decrementAndGet() >= 0) {
          repeat(grab) {
            LocalWork.run(work)
            select<Unit> {
              channel.onSend(1) {}
              timer.onReceive {}
              close.onReceive {}
            }
          }
        }
        channel.send(0)
      }
      launch {
        val timer = Channel<Int>()
        while (true) {
          val element = select {
            channel.onReceive { it }
            timer.onReceive { it }
            close.onReceive { it }
          }
          if (element == 0) break
          LocalWork.run(work)
        }
      }
    }
  }

  /** The twin of `SelectBlocked`. */
  @JvmStatic
  fun blocked(channels: Int, count: Int) = KotlinPipe.crowd {
    val all = List(channels) { Channel<Int>() }
    val answer = Channel<Int>()
    launch {
      repeat(count) {
        answer.send(select { all.forEach { channel -> channel.onReceive { it } } })
      }
    }
    launch {
      repeat(count) {
        all[it % channels].send(1)
        answer.receive()
      }
    }
  }

  /** The twin of `SelectTimeout.Blocked`. */
  @JvmStatic
  @OptIn(ExperimentalCoroutinesApi::class)
  fun timeoutBlocked(count: Int) = KotlinPipe.crowd {
    val channel = Channel<Int>()
    val answer = Channel<Int>()
    launch {
      repeat(count) {
        answer.send(
          select {
            channel.onReceive { it }
            onTimeout(TIMEOUT) { error("a second has passed") }
          }
        )
      }
    }
    launch {
      repeat(count) {
        channel.send(1)
        answer.receive()
      }
    }
  }
}

/** The bodies of the select scenarios in which an element is always there: it moves from channel to channel. */
class KotlinMoves(private val channels: Int, capacity: Int) {
  private val all = List(channels) { Channel<Int>(capacity) }
  private val first = all[0]
  private val last = all[channels - 1]
  private var next = 0

  /** Puts one more element in. */
  fun start() {
    check(first.trySend(1).isSuccess)
  }

  /** Takes an element from the first or the last, and sends it to the other. */
  fun either() = onThisThread {
    val other = select {
      first.onReceive { last }
      last.onReceive { first }
    }
    other.send(1)
  }

  /** Takes the element from whichever has it, and sends it to another `step` further on. */
  fun any(step: Int) = onThisThread {
    val element = select { all.forEach { channel -> channel.onReceive { it } } }
    next = (next + step) % channels
    all[next].send(element)
  }

  /** Takes the element from the first, or gives up after a second, and puts it back. */
  @OptIn(ExperimentalCoroutinesApi::class)
  fun withTimeout() = onThisThread {
    val element = select {
      first.onReceive { it }
      onTimeout(1_000L) { error("a second has passed") }
    }
    first.send(element)
  }
}

/** The twin of `ChanPopular`: coroutines that wait all the time. */
class KotlinPopular(private val crowd: Int) {
  private val never = Channel<Int>()
  private val private = List(crowd) { Channel<Int>() }
  private val jobs: List<Job> =
    private.map { mine ->
      CoroutineScope(Dispatchers.Default).launch {
        while (
          select {
            never.onReceive { true }
            mine.onReceiveCatching { it.isSuccess }
          }
        ) {}
      }
    }

  /** Wakes each of them so many times. */
  fun rounds(count: Int) = KotlinPipe.crowd {
    launch { repeat(count) { private.forEach { it.send(1) } } }
  }

  fun close() = runBlocking {
    private.forEach { it.close() }
    jobs.forEach { it.join() }
  }
}

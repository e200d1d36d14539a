package dev.gopark.bench

import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** The bodies of the hand-off scenarios for kotlinx.coroutines, on its own dispatcher. */
object KotlinPipe {
  /** Passes `count` elements from one new coroutine to another through a channel, and waits for both. */
  @JvmStatic
  fun pass(capacity: Int, count: Int) = crowd {
    val channel = Channel<Int>(capacity)
    launch { repeat(count) { channel.send(1) } }
    launch { repeat(count) { channel.receive() } }
  }

  /** The twin of `ChanSync`. */
  @JvmStatic
  fun sync(count: Int, grab: Int, work: Int) = crowd {
    val channel = Channel<Int>()
    val grabs = AtomicInteger(count / grab)
    repeat(2) {
      launch {
        while (true) {
          val mine = grabs.decrementAndGet()
          if (mine < 0) break
          repeat(grab) {
            if (mine % 2 == 0) {
              channel.receive()
              LocalWork.run(work)
              channel.send(1)
              LocalWork.run(work)
            } else {
              channel.send(1)
              LocalWork.run(work)
              channel.receive()
              LocalWork.run(work)
            }
          }
        }
      }
    }
  }

  /** The twin of `ChanProdCons`. */
  @JvmStatic
  fun prodCons(procs: Int, capacity: Int, count: Int, grab: Int, work: Int) = crowd {
    val channel = Channel<Int>(capacity)
    val grabs = AtomicInteger(count / grab)
    repeat(procs) {
      launch {
        while (grabs.decrementAndGet() >= 0) {
          repeat(grab) {
            LocalWork.run(work)
            channel.send(1)
          }
        }
        channel.send(0)
      }
      launch {
        while (channel.receive() != 0) {
          LocalWork.run(work)
        }
      }
    }
  }

  /** The twin of `ManyToMany`. */
  @JvmStatic
  fun manyToMany(senders: Int, receivers: Int, capacity: Int, count: Int) = crowd {
    val channel = Channel<Int>(capacity)
    repeat(senders) { launch { repeat(count / senders) { channel.send(1) } } }
    repeat(receivers) { launch { repeat(count / receivers) { channel.receive() } } }
  }

  /** The twin of `FanIn`. */
  @JvmStatic
  fun fanIn(sources: Int, capacity: Int, count: Int) = crowd {
    val all = Channel<Int>(capacity)
    repeat(sources) {
      val source = Channel<Int>(capacity)
      launch { repeat(count / sources) { source.send(1) } }
      launch { repeat(count / sources) { all.send(source.receive()) } }
    }
    launch { repeat(count) { all.receive() } }
  }

  /** The twin of `RequestResponse`. */
  @JvmStatic
  fun requestResponse(count: Int) = crowd {
    val requests = Channel<Channel<Int>>()
    launch { repeat(count) { requests.receive().send(1) } }
    launch {
      repeat(count) {
        val answer = Channel<Int>(1)
        requests.send(answer)
        answer.receive()
      }
    }
  }

  /** The twin of `RoundTrip`. */
  @JvmStatic
  fun roundTrip(count: Int) = crowd {
    val there = Channel<Int>()
    val back = Channel<Int>()
    launch {
      repeat(count) {
        there.send(1)
        back.receive()
      }
    }
    launch {
      repeat(count) {
        there.receive()
        back.send(1)
      }
    }
  }

  /** Runs a body and waits until all that it launched has ended. */
  internal fun crowd(body: CoroutineScope.() -> Unit) = runBlocking(Dispatchers.Default) { body() }
}

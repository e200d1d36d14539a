package dev.gopark.bench

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** The bodies of the hand-off scenarios for kotlinx.coroutines, on its own dispatcher. */
object KotlinPipe {
  /** Passes `count` elements from one new coroutine to another through a channel, and waits for both. */
  @JvmStatic
  fun pass(capacity: Int, count: Int) = runBlocking(Dispatchers.Default) {
    val channel = Channel<Int>(capacity)
    launch { repeat(count) { channel.send(1) } }
    launch { repeat(count) { channel.receive() } }
    Unit
  }
}

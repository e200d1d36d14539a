package dev.gopark.bench

import kotlinx.coroutines.channels.Channel

/** What one thread does with a channel of kotlinx.coroutines when nobody has to wait. */
class KotlinChannel(capacity: Int) {
  private val channel = Channel<Int>(capacity)

  fun trySend(): Boolean = channel.trySend(1).isSuccess

  fun tryReceive(): Any? = channel.tryReceive().getOrNull()

  fun close() {
    channel.close()
  }

  fun pair(): Int = onThisThread {
    channel.send(1)
    channel.receive()
  }

  /** Sends so many and receives as many. */
  fun sendThenReceive(count: Int) = onThisThread {
    repeat(count) { channel.send(1) }
    repeat(count) { channel.receive() }
  }

  /** Receives until the channel is closed and drained; returns the sum. */
  fun drain(): Int = onThisThread {
    var sum = 0
    for (element in channel) {
      sum += element
    }
    sum
  }

  companion object {
    /** Makes a channel and nothing around it. */
    @JvmStatic fun make(capacity: Int): Any = Channel<Int>(capacity)

    /** Makes a channel, sends one element and receives it. */
    @JvmStatic
    fun makeAndPair(): Int = onThisThread {
      val channel = Channel<Int>(1)
      channel.send(1)
      channel.receive()
    }
  }
}

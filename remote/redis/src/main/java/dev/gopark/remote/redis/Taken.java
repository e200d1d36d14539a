package dev.gopark.remote.redis;

import static dev.gopark.remote.redis.Line.bytes;

import dev.gopark.atomic.AtomicInt32;

/**
 * What one consumer has taken from one list: the key of the list with it, and how many elements
 * this process knows to be in there.
 */
record Taken(String list, String consumer, AtomicInt32 known) {
  Taken(String list, String consumer) {
    this(list, consumer, new AtomicInt32());
  }

  byte[] key() {
    return bytes(list + ":pop:" + consumer);
  }

  /** The number of the last element that was taken out. */
  byte[] lastRequest() {
    return bytes(list + ":pop:" + consumer + ":n");
  }
}

package dev.gopark.remote.redis;

import java.nio.charset.StandardCharsets;

/**
 * The keys of a channel. The braces are Redis's mark for what belongs together: all keys of a
 * channel are in one slot of a cluster.
 */
record Keys(String name) {
  byte[] stream() {
    return key("s");
  }

  /** A stream whose entries say nothing: who reads one looks what there is to do. */
  byte[] wakes() {
    return key("w");
  }

  /** A hash: {@code closed}. */
  byte[] meta() {
    return key("m");
  }

  /** A sorted set of what is to be delivered later. */
  byte[] delayed() {
    return key("z");
  }

  byte[] dead() {
    return key("dead");
  }

  /** A list on which senders wait: hints that there may be room. */
  byte[] room() {
    return key("r");
  }

  /** Is there while a sender waits. */
  byte[] waiting() {
    return key("f");
  }

  byte[] producer(String producer) {
    return key("p:" + producer);
  }

  /** The members of a sharded channel. */
  byte[] members() {
    return key("members");
  }

  /** The owners of its shards. */
  byte[] owners() {
    return key("owners");
  }

  private byte[] key(String suffix) {
    return ("{" + name + "}:" + suffix).getBytes(StandardCharsets.UTF_8);
  }

  /** All that a channel has, producers excepted: these end by themselves. */
  byte[][] all() {
    return new byte[][] {
      stream(), wakes(), meta(), delayed(), dead(), room(), waiting(), members(), owners()
    };
  }
}

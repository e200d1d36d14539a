package dev.gopark.remote;

/** What became of a request to send. */
sealed interface Answer {
  /** All of it is on the server. */
  record Stored() implements Answer {}

  /** There was no room, and the request did not want to wait. */
  record Full() implements Answer {}

  /** The channel is closed. */
  record Closed() implements Answer {}

  /** The sender was closed, or has ended by a fault of its own, before anything was sent. */
  record Ended() implements Answer {}

  /**
   * The server refused, or the sender was closed while the answer was outstanding.
   *
   * @param why what happened
   * @param mayHaveHappened whether something may be on the server all the same
   */
  record Failed(Throwable why, boolean mayHaveHappened) implements Answer {}

  Answer STORED = new Stored();
  Answer FULL = new Full();
  Answer CLOSED = new Closed();
  Answer ENDED = new Ended();
}

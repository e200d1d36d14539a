package dev.gopark.remote;

import dev.gopark.channel.Channel;
import dev.gopark.channel.ReceiveChannel;
import dev.gopark.remote.spi.Outgoing;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Elements that one goroutine wants to have stored, and its wait for the answer. */
final class SendOp {
  /*
   *              take (writer)            answer (writer)
   *   WAITING ----------------> TAKEN ------------------------> answered
   *      |  ^                     | |
   *      |  +------ release ------+ +-- abandon (caller): the answer matters to nobody any more
   *      |
   *      +-- withdraw (caller): certainly not sent, or not the rest of it
   *
   * A caller whose context ends while it is WAITING withdraws, by the CAS that the writer takes it with:
   * so it knows that nothing (more) is sent. One that is TAKEN is part of a request that may be made again
   * word for word, so it cannot be taken out; it is abandoned, and the caller is told that it does not know.
   */
  private enum State {
    WAITING,
    TAKEN,
    WITHDRAWN,
    ABANDONED
  }

  private final List<Outgoing> elements;
  private final boolean waitsForRoom;
  private final Channel<Answer> answer = Channel.make(1);
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

  /** How many from the start are stored: the writer's. */
  private int stored;

  SendOp(List<Outgoing> elements, boolean waitsForRoom) {
    this.elements = elements;
    this.waitsForRoom = waitsForRoom;
  }

  // The caller

  ReceiveChannel<Answer> answer() {
    return answer;
  }

  /** Gives up: true if nothing of it is on its way. */
  boolean withdraw() {
    if (state.compareAndSet(State.WAITING, State.WITHDRAWN)) {
      return true;
    }
    // Taken. It may be released and taken again meanwhile: then it is withdrawn after all.
    while (!state.compareAndSet(State.TAKEN, State.ABANDONED)) {
      if (state.compareAndSet(State.WAITING, State.WITHDRAWN)) {
        return true;
      }
    }
    return false;
  }

  // The writer

  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  /** Back to waiting for room; false if the caller has gone. */
  boolean release() {
    return state.compareAndSet(State.TAKEN, State.WAITING);
  }

  boolean isAbandoned() {
    return state.get() == State.ABANDONED;
  }

  boolean waitsForRoom() {
    return waitsForRoom;
  }

  List<Outgoing> rest() {
    return stored == 0 ? elements : elements.subList(stored, elements.size());
  }

  void advance(int count) {
    stored += count;
  }

  void answer(Answer given) {
    boolean unused = answer.trySend(given);
  }
}

package dev.gopark.remote.spi;

import dev.gopark.remote.DeadLetter;
import dev.gopark.remote.ReceiveOptions;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.SendOptions;
import java.time.Duration;
import java.util.List;

/**
 * One server. Methods that talk to it are called by one goroutine at a time, which nobody
 * interrupts.
 */
public interface Engine extends AutoCloseable {
  /**
   * What to call the server in messages.
   *
   * @return its kind, host and port, without secrets
   */
  String address();

  /**
   * Makes sure that the server is there, of a kind and version that will do, and lets us in.
   *
   * @throws LinkException if it cannot be reached
   * @throws RemoteException if it will not do
   */
  void check() throws LinkException, RemoteException;

  /**
   * A sender's line; does not connect yet.
   *
   * @param channel the name of the channel
   * @param producer a name that no other sender has
   * @param options the sender's
   * @return the line
   */
  SendLink sender(String channel, String producer, SendOptions options);

  /**
   * A receiver's line; does not connect yet.
   *
   * @param channel the name of the channel
   * @param consumer a name that no other receiver has
   * @param options the receiver's
   * @return the line
   */
  ReceiveLink receiver(String channel, String consumer, ReceiveOptions options);

  /**
   * How many elements are in a channel, those included that are being worked on or wait to be
   * delivered again.
   *
   * @param channel its name
   * @return the number, old by now
   * @throws LinkException if the server cannot be reached
   * @throws RemoteException if it refuses
   */
  long size(String channel) throws LinkException, RemoteException;

  /**
   * Closes a channel for all.
   *
   * @param channel its name
   * @param token of this close: the same again succeeds again
   * @return false if the channel is closed already
   * @throws LinkException try again
   * @throws RemoteException if the server refuses
   */
  boolean closeChannel(String channel, String token) throws LinkException, RemoteException;

  /**
   * Removes a channel with all that is in it, its dead letters, and that it was closed.
   *
   * @param channel its name
   * @throws LinkException try again
   * @throws RemoteException if the server refuses
   */
  void deleteChannel(String channel) throws LinkException, RemoteException;

  /**
   * The dead letters of a channel.
   *
   * @param channel its name
   * @param max how many at most
   * @return the oldest
   * @throws LinkException if the server cannot be reached
   * @throws RemoteException if it refuses
   */
  List<DeadLetter> deadLetters(String channel, int max) throws LinkException, RemoteException;

  /**
   * Forgets a dead letter.
   *
   * @param channel the channel's name
   * @param letter its {@link DeadLetter#letter()}
   * @return whether there was one
   * @throws LinkException try again
   * @throws RemoteException if the server refuses
   */
  boolean removeDeadLetter(String channel, String letter) throws LinkException, RemoteException;

  /**
   * Divides the shards of a channel among its members: says that this one lives, and which shards
   * are its own from now on. No shard is two members' at a time by the server's clock.
   *
   * @param channel the name of the channel
   * @param member this member's name
   * @param shards how many shards there are
   * @param lease how long a member counts as alive after it was last here; zero: it leaves
   * @param keep the shards that this member has and keeps; others of its own it gives up
   * @param finished those that are closed and drained, to be nobody's for ever
   * @return its part
   * @throws LinkException try again
   * @throws RemoteException if the server refuses, or the engine cannot do it
   */
  Share share(
      String channel,
      String member,
      int shards,
      Duration lease,
      List<Integer> keep,
      List<Integer> finished)
      throws LinkException, RemoteException;

  /**
   * A member's part of the shards.
   *
   * @param own its own
   * @param fair how many a member should have at most: it gives up what is more
   * @param finished how many are finished
   */
  record Share(List<Integer> own, int fair, int finished) {}

  /** Lets go of the connections. Idempotent, and quick. */
  @Override
  void close();
}

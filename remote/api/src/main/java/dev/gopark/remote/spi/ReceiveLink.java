package dev.gopark.remote.spi;

import dev.gopark.remote.RemoteException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * A receiver's lines to the server. {@link #fetch} is called by one goroutine, all else by another;
 * nobody interrupts them. Each connects when it is first used and again after it has broken.
 */
public interface ReceiveLink extends AutoCloseable {
  /**
   * Takes elements under a lease: redelivered ones that are due, those whose lease has run out, and
   * new ones.
   *
   * @param max how many at most, at least one
   * @param wait how long to wait for the first
   * @param held what this consumer has at the moment: whatever else the server believes it to have
   *     was lost on the way, and is to be delivered again
   * @return what there was
   * @throws LinkException try again
   * @throws RemoteException the server has refused for good
   */
  Fetched fetch(int max, Duration wait, Supplier<Collection<Held>> held)
      throws LinkException, RemoteException;

  /**
   * Settles deliveries.
   *
   * @param settlements at least one
   * @param again whether the same request has been made before and may have been carried out
   * @return for each whether it was carried out, now or then; false if the lease was lost
   * @throws LinkException try again
   * @throws RemoteException the server has refused for good
   */
  List<Boolean> settle(List<Settlement> settlements, boolean again)
      throws LinkException, RemoteException;

  /**
   * Starts the leases of deliveries anew.
   *
   * @param held what is being worked on
   * @return for each whether the lease is still this consumer's
   * @throws LinkException try again
   * @throws RemoteException the server has refused for good
   */
  List<Boolean> renew(List<Held> held) throws LinkException, RemoteException;

  /**
   * Makes a fetch that waits return, if that is possible; if none waits this does nothing.
   *
   * @throws LinkException if the server cannot be reached
   */
  void wake() throws LinkException;

  /**
   * Tells the server that this consumer is gone, unless the server believes that it still has
   * something.
   *
   * @throws LinkException if the server cannot be reached
   * @throws RemoteException the server has refused
   */
  void leave() throws LinkException, RemoteException;

  /** Lets go of the connections. Idempotent, and quick. */
  @Override
  void close();
}

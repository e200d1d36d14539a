package dev.gopark.remote.spi;

import dev.gopark.remote.RemoteException;
import java.time.Duration;
import java.util.List;

/**
 * A sender's line to the server. Used by one goroutine, which nobody interrupts. It connects when
 * it is first used and again after it has broken.
 */
public interface SendLink extends AutoCloseable {
  /** What {@link #send} returns if the channel is closed and nothing was stored. */
  int CLOSED = -1;

  /**
   * Stores elements, in order, as many as there is room for.
   *
   * <p>The same request may come again after a {@link LinkException}: with the same number, the
   * same elements, and {@code again} set. Then it must not store again what it had stored, and
   * answers as it would have answered.
   *
   * @param number of this request, growing
   * @param again whether the request with this number has been made before
   * @param elements at least one
   * @return how many from the start are stored now; fewer than all if the channel is full; {@link
   *     #CLOSED}
   * @throws LinkException try again: what was stored is not known
   * @throws RemoteException the server has refused for good, and stored nothing
   */
  int send(long number, boolean again, List<Outgoing> elements)
      throws LinkException, RemoteException;

  /**
   * Waits until there may be room, or the channel may be closed.
   *
   * @param atMost for how long; the caller tries again then
   * @throws LinkException if the connection broke
   * @throws RemoteException the server has refused for good
   */
  void awaitRoom(Duration atMost) throws LinkException, RemoteException;

  /** Lets go of the connection. Idempotent, and quick. */
  @Override
  void close();
}

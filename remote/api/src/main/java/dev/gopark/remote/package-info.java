/**
 * Channels whose other end is another process: bounded, acknowledged, and closed for all.
 *
 * <p>{@link dev.gopark.remote.RemoteChannels} is the door: an engine's factory returns one, such as
 * {@code RedisChannels.connect}. A {@link dev.gopark.remote.RemoteSender} stores elements on the
 * server; a {@link dev.gopark.remote.RemoteReceiver} pumps {@linkplain dev.gopark.remote.Delivery
 * deliveries} into a local channel, on which select, range and contexts work as on any other.
 *
 * <p>Not a {@code Channel} with a network inside: every element is delivered <em>at least</em>
 * once, a send means "stored" and not "received", and each operation can fail for reasons that lie
 * outside the program. The guide lists what differs.
 *
 * <p>Reading order: {@code RemoteException}, {@code Codec}, {@code Names}, {@code SendOptions},
 * {@code ReceiveOptions}, {@code Delivery}, {@code RemoteSender}, {@code RemoteReceiver}, {@code
 * DeadLetter}, {@code RemoteChannels}; then what is behind them: {@code Backoff}, {@code Calls};
 * {@code Answer}, {@code SendOp}, {@code SendWriter}, {@code Outbox}; {@code Lease}, {@code
 * InHand}, {@code Settler}, {@code Inbox}; {@code EngineChannels}; {@code Sharded}, {@code
 * ShardedSender}, {@code ShardedReceiver}.
 */
package dev.gopark.remote;

/**
 * Remote channels over NATS JetStream: {@link dev.gopark.remote.nats.NatsChannels#connect}. A
 * second engine, smaller than Redis's: the guide names what it does better and what it lacks.
 *
 * <p>Reading order: {@code NatsNames}, {@code NatsLine}, {@code NatsSendLink}, {@code
 * NatsReceiveLink}, {@code NatsEngine}, {@code NatsChannels}.
 */
package dev.gopark.remote.nats;

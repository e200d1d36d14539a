/**
 * Remote channels over Redis Streams: {@link dev.gopark.remote.redis.RedisChannels#connect}. And
 * {@link dev.gopark.remote.redis.BlockingPop}, Redis's blocking pop over several lists, for queues
 * that others fill.
 *
 * <p>Redis 7.0 or newer. What the server must decide at once it decides in one Lua script each,
 * which are resources of this package: {@code send.lua}, {@code claim.lua}, {@code settle.lua},
 * {@code renew.lua}, {@code close.lua}, {@code leave.lua}, {@code share.lua}; {@code register.lua},
 * {@code finish.lua}, {@code reap.lua}.
 *
 * <p>Reading order: {@code RedisAddress}, {@code Script}, {@code Line}, {@code Keys}, {@code
 * Entries}, {@code RedisSendLink}, {@code RedisReceiveLink}, {@code RedisEngine}, {@code
 * RedisChannels}; {@code Taken}, {@code Popped}, {@code PopKeeper}, {@code ListReader}, {@code
 * BlockingPop}.
 */
package dev.gopark.remote.redis;

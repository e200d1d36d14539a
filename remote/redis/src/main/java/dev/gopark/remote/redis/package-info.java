/**
 * Remote channels over Redis Streams: {@link dev.gopark.remote.redis.RedisChannels#connect}.
 *
 * <p>Redis 7.0 or newer. What the server must decide at once it decides in one Lua script each,
 * which are resources of this package: {@code send.lua}, {@code claim.lua}, {@code settle.lua},
 * {@code renew.lua}, {@code close.lua}, {@code leave.lua}, {@code share.lua}.
 *
 * <p>Reading order: {@code RedisAddress}, {@code Script}, {@code Line}, {@code Keys}, {@code
 * Entries}, {@code RedisSendLink}, {@code RedisReceiveLink}, {@code RedisEngine}, {@code
 * RedisChannels}.
 */
package dev.gopark.remote.redis;

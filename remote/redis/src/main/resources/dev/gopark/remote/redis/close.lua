-- Closes the channel for all. KEYS  1 stream  2 wake-up stream  3 meta  4 room hints     ARGV  1 token
-- Answer: 1, also to the same token again; 0 if somebody else has closed it
local closer = redis.call('HGET', KEYS[3], 'closed')
if closer then
  return closer == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[3], 'closed', ARGV[1])
local readers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], 'g')
if not readers.err then
  for i = 1, math.min(#readers, 64) do
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', 256, '*', 'w', '1')
  end
end
for i = 1, 64 do
  redis.call('RPUSH', KEYS[4], '1')
end
redis.call('PEXPIRE', KEYS[4], 2000)
return 1

-- Forgets a consumer, unless something is still said to be its own: that must stay visible to the others.
-- KEYS  1 stream  2 wake-up stream     ARGV  1 consumer
local mine = redis.pcall('XPENDING', KEYS[1], 'g', '-', '+', 1, ARGV[1])
if not mine.err and #mine == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'g', ARGV[1])
end
redis.pcall('XGROUP', 'DELCONSUMER', KEYS[2], 'g', ARGV[1])
return 1

-- Says that a consumer of a list lives. KEYS  1 registry     ARGV  1 consumer  2 lease, ms
-- Answer: 1; 0 if it had counted as dead: what it has taken was put back, and it goes on under another name
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local untilWhen = redis.call('ZSCORE', KEYS[1], ARGV[1])
if untilWhen and tonumber(untilWhen) < now then
  return 0
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
return 1

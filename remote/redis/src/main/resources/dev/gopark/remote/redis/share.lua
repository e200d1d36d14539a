-- Divides shards among members. KEYS  1 members, by the time until which they count as alive  2 owners
-- ARGV  1 member  2 how many shards  3 lease, ms; 0: leaves  4 how many are finished, then these
--       then the shards that it has and keeps
-- Answer: how many are fair for one, how many are finished, then its own
--
-- A finished shard is closed and drained: its owner is "!", for ever.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local me, shards, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if lease > 0 then
  redis.call('ZADD', KEYS[1], now + lease, me)
else
  redis.call('ZREM', KEYS[1], me)
end
local names = 5 + tonumber(ARGV[4])
for i = 5, names - 1 do
  redis.call('HSET', KEYS[2], ARGV[i], '!')
end
local keep = {}
for i = names, #ARGV do
  keep[ARGV[i]] = true
end
local own, free, finished = {}, {}, 0
for shard = 0, shards - 1 do
  local name = tostring(shard)
  local owner = redis.call('HGET', KEYS[2], name)
  if owner == '!' then
    finished = finished + 1
  elseif owner == me and lease > 0 and keep[name] then
    own[#own + 1] = shard
  elseif not owner or owner == me or not redis.call('ZSCORE', KEYS[1], owner) then
    redis.call('HDEL', KEYS[2], name)
    free[#free + 1] = shard
  end
end
local fair = math.ceil((shards - finished) / math.max(1, redis.call('ZCARD', KEYS[1])))
if lease > 0 then
  for _, shard in ipairs(free) do
    if #own < fair then
      redis.call('HSET', KEYS[2], tostring(shard), me)
      own[#own + 1] = shard
    end
  end
end
local answer = { fair, finished }
for _, shard in ipairs(own) do
  answer[#answer + 1] = shard
end
return answer

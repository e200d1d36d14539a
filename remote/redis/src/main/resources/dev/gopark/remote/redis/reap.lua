-- Puts back what consumers have taken that live no more. KEYS  1 list  2 registry, by the time until which
-- a consumer counts as alive     ARGV  1 how long, ms, to remember a dead consumer
-- Answer: how many elements were put back, at the head, in the order in which they were
--
-- A consumer that was stopped between two lines can still take one element after it was reaped. So the dead
-- are remembered, and looked at again.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local moved = 0
local dead = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. now, 'WITHSCORES')
for i = 1, #dead, 2 do
  local taken = KEYS[1] .. ':pop:' .. dead[i]
  while redis.call('LMOVE', taken, KEYS[1], 'RIGHT', 'LEFT') do
    moved = moved + 1
  end
  if tonumber(dead[i + 1]) < now - tonumber(ARGV[1]) then
    redis.call('ZREM', KEYS[2], dead[i])
  end
end
return moved

-- Stores elements of one sender, in order, as many as there is room for.
--
-- KEYS  1 stream  2 meta  3 the sender's last request, "number:stored"  4 somebody waits for room
-- ARGV  1 number  2 "1" if the request was made before  3 capacity  4 how many elements;
--       for each: how many fields and values, then these
-- Answer: how many from the start are stored; -1: closed; -2: an old request that came late
--
-- A number that is not larger than the last one has been carried out. It can be smaller: a request that was
-- given up lingers in a socket, and arrives after its successor. A request that was made again and found no
-- room is remembered too, or its first copy could still come and store.
--
-- The first write is an XADD or a SET, which a full server refuses; after a first write it refuses nothing
-- more, so the script stores what it counts.
local last = redis.call('GET', KEYS[3])
if last then
  local number, stored = string.match(last, '^(%d+):(%d+)$')
  if number == ARGV[1] then
    return tonumber(stored)
  end
  if tonumber(ARGV[1]) < tonumber(number) then
    return -2
  end
end
if redis.call('HEXISTS', KEYS[2], 'closed') == 1 then
  return -1
end
local room = tonumber(ARGV[3]) - redis.call('XLEN', KEYS[1])
local count = tonumber(ARGV[4])
local stored = math.max(0, math.min(room, count))
local at = 5
for i = 1, stored do
  local size = tonumber(ARGV[at])
  redis.call('XADD', KEYS[1], '*', unpack(ARGV, at + 1, at + size))
  at = at + 1 + size
end
if stored > 0 or ARGV[2] == '1' then
  redis.call('SET', KEYS[3], ARGV[1] .. ':' .. stored, 'PX', 3600000)
end
if stored < count then
  redis.call('SET', KEYS[4], '1', 'PX', 2000)
end
return stored

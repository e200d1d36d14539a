-- Gives one consumer what is to be delivered again: what was delayed and is due, and what others held
-- longer than a lease. Makes the group. Says whether the channel is closed and empty.
--
-- KEYS  1 stream  2 wake-up stream  3 meta  4 delayed, by due time  5 dead letters  6 room hints
--       7 somebody waits for room
-- ARGV  1 consumer  2 lease, ms  3 how many at most  4 delivery limit, 0: none
--       5 "own": take also what this consumer is said to have; "all": what anybody has, in order; "due"
--       6 idle time, ms, after which a consumer without elements is forgotten; 0: do not look
--       7 how many wake-ups have been read, then their ids; then "id" of each element that is really held
-- Answer: vanished, buried, 1 if closed and empty, ms until the next delayed one is due or -1, and the
--       elements: id, attempt, fields
--
-- An element is in the stream until its life ends, so XLEN is the channel's size. It is in the group's list
-- of pending entries while somebody has it, and in "delayed" while nobody may: "id:deliveries". Since all
-- scripts are atomic it is never in both.
local stream, wakes, meta, delayed, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local me, lease, left, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local vanished, buried = 0, 0
local out = {}

local function group(key, from)
  local ok = redis.pcall('XPENDING', key, 'g')
  if ok.err then
    if not string.find(ok.err, 'NOGROUP', 1, true) then
      return ok
    end
    redis.call('XGROUP', 'CREATE', key, 'g', from, 'MKSTREAM')
  end
end
local failed = group(stream, '0') or group(wakes, '$')
if failed then
  return failed
end
if ARGV[5] ~= 'due' then
  -- A reader that blocks is not listed until it gets something; a close wants to know how many to wake.
  redis.call('XGROUP', 'CREATECONSUMER', stream, 'g', me)
end

local woken = tonumber(ARGV[7])
if woken > 0 then
  redis.call('XACK', wakes, 'g', unpack(ARGV, 8, 7 + woken))
  redis.call('XDEL', wakes, unpack(ARGV, 8, 7 + woken))
  -- The first reader in line gets all there are at once; each is meant for another one.
  for i = 2, woken do
    redis.call('XADD', wakes, 'MAXLEN', '~', 256, '*', 'w', '1')
  end
end
local held = {}
for i = 8 + woken, #ARGV do
  held[ARGV[i]] = true
end

local function bury(id, deliveries)
  local entry = redis.call('XRANGE', stream, id, id)[1]
  redis.call('XACK', stream, 'g', id)
  if not entry then
    vanished = vanished + 1
    return
  end
  redis.call('XADD', dead, '*', 'id', id, 'attempts', deliveries, 'reason',
    'delivered ' .. deliveries .. ' times without an ack', unpack(entry[2]))
  redis.call('XDEL', stream, id)
  buried = buried + 1
end

local function deliver(id, deliveries)
  if limit > 0 and deliveries >= limit then
    bury(id, deliveries)
    return
  end
  local entry = redis.call('XCLAIM', stream, 'g', me, 0, id, 'RETRYCOUNT', deliveries + 1, 'FORCE')[1]
  if entry and entry[2] then
    out[#out + 1] = { id, deliveries + 1, entry[2] }
    held[id] = true
    left = left - 1
  else
    redis.call('XACK', stream, 'g', id)
    vanished = vanished + 1
  end
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, member in ipairs(redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, left)) do
  local id, deliveries = string.match(member, '^(.*):(%d+)$')
  redis.call('ZREM', delayed, member)
  deliver(id, tonumber(deliveries))
end

local function take(pending)
  for _, one in ipairs(pending) do
    if left == 0 then
      return
    end
    if not held[one[1]] then
      deliver(one[1], one[4])
    end
  end
end
if ARGV[5] == 'all' then
  -- Not what is mine: this comes in several turns, and the first ones are mine by now.
  for _, one in ipairs(redis.call('XPENDING', stream, 'g', '-', '+', 100000)) do
    if one[2] ~= me and left > 0 then
      take({ one })
    end
  end
end
if ARGV[5] ~= 'due' and left > 0 then
  take(redis.call('XPENDING', stream, 'g', '-', '+', left + #ARGV, me))
end
if left > 0 then
  take(redis.call('XPENDING', stream, 'g', 'IDLE', lease, '-', '+', left))
end

if buried + vanished > 0 and redis.call('EXISTS', KEYS[7]) == 1 then
  for i = 1, math.min(buried + vanished, 64) do
    redis.call('RPUSH', KEYS[6], '1')
  end
  redis.call('PEXPIRE', KEYS[6], 2000)
end

local idle = tonumber(ARGV[6])
if idle > 0 then
  for _, key in ipairs({ stream, wakes }) do
    for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', key, 'g')) do
      -- name, its value, pending, its value, idle, its value. What a dead reader was woken by is forgotten.
      if info[2] ~= me and info[6] > idle and (info[4] == 0 or key == wakes) then
        redis.call('XGROUP', 'DELCONSUMER', key, 'g', info[2])
      end
    end
  end
end

local drained = 0
if redis.call('HEXISTS', meta, 'closed') == 1 and redis.call('XLEN', stream) == 0 then
  drained = 1
end
local due = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')
local next = -1
if due[2] then
  next = math.max(0, tonumber(due[2]) - now)
end
return { vanished, buried, drained, next, out }

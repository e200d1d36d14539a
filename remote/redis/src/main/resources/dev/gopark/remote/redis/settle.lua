-- Settles deliveries of one consumer: ack, nack, give back, reject.
--
-- KEYS  1 stream  2 wake-up stream  3 meta  4 delayed, by due time  5 dead letters  6 room hints
--       7 somebody waits for room
-- ARGV  1 consumer  2 "1" if the request was made before  then for each: a, n, b or x; id; attempt; for n
--       the delay in ms, for x the reason, or ""
-- Answer: 1 for each that was settled, 0 for each whose lease was lost
--
-- A delivery is this consumer's if the group says so, with the same number of deliveries: a stalled consumer
-- must not settle what another has by now, nor what it has got once more itself.
--
-- Made again: an ack of an element that is in the stream no more was most probably carried out the first
-- time. "No" would make a handler undo work that nobody will do again; "yes" can be wrong only if another
-- did the work and acknowledged it meanwhile.
--
-- Each write that a full server refuses comes after an XACK, which it does not refuse.
local stream, wakes, meta, delayed, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local me, again = ARGV[1], ARGV[2] == '1'
local answers = {}
local freed, returned = 0, 0

local function deliveries(id)
  local pending = redis.pcall('XPENDING', stream, 'g', id, id, 1, me)
  if pending.err then
    if not string.find(pending.err, 'NOGROUP', 1, true) then
      error(pending.err)
    end
    return -1
  end
  return pending[1] and pending[1][4] or -1
end

local now
local function clock()
  if not now then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  return now
end

for i = 3, #ARGV, 4 do
  local op, id, attempt, more = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  if deliveries(id) == attempt then
    redis.call('XACK', stream, 'g', id)
    if op == 'a' then
      redis.call('XDEL', stream, id)
      freed = freed + 1
    elseif op == 'n' then
      redis.call('ZADD', delayed, clock() + tonumber(more), id .. ':' .. attempt)
      returned = returned + 1 -- a reader that blocks must learn when to look again
    elseif op == 'b' then
      redis.call('ZADD', delayed, clock(), id .. ':' .. (attempt - 1))
      returned = returned + 1
    else
      local entry = redis.call('XRANGE', stream, id, id)[1]
      if entry then
        redis.call('XADD', dead, '*', 'id', id, 'attempts', attempt, 'reason', more, unpack(entry[2]))
      end
      redis.call('XDEL', stream, id)
      freed = freed + 1
    end
    answers[#answers + 1] = 1
  elseif again and op == 'a' and #redis.call('XRANGE', stream, id, id) == 0 then
    answers[#answers + 1] = 1
  else
    answers[#answers + 1] = 0
  end
end

if freed > 0 then
  if redis.call('EXISTS', KEYS[7]) == 1 then
    for i = 1, math.min(freed, 64) do
      redis.call('RPUSH', KEYS[6], '1')
    end
    redis.call('LTRIM', KEYS[6], -64, -1)
    redis.call('PEXPIRE', KEYS[6], 2000)
  end
  -- The last one of a closed channel: every reader is to learn that it is over.
  if redis.call('XLEN', stream) == 0 and redis.call('HEXISTS', meta, 'closed') == 1 then
    returned = #redis.call('XINFO', 'CONSUMERS', stream, 'g')
  end
end
for i = 1, math.min(returned, 64) do
  redis.call('XADD', wakes, 'MAXLEN', '~', 256, '*', 'w', '1')
end
return answers

-- Takes one element out of what a consumer has, and puts it back to the head of its list if it is to be.
-- KEYS  1 list  2 what the consumer has  3 its last request     ARGV  1 element  2 number  3 "back" or ""
-- Answer: 1; 0 if it is there no more: it was put back by others
--
-- Elements may be equal, so a request that is made again must not take out another one: it has a number.
if redis.call('GET', KEYS[3]) == ARGV[2] then
  return 1
end
if redis.call('LREM', KEYS[2], 1, ARGV[1]) == 0 then
  return 0
end
if ARGV[3] == 'back' then
  redis.call('LPUSH', KEYS[1], ARGV[1])
end
redis.call('SET', KEYS[3], ARGV[2], 'EX', 3600)
return 1

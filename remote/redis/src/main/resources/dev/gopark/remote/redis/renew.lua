-- Starts leases of one consumer anew.
--
-- KEYS  1 stream     ARGV  1 consumer  then for each delivery: id, attempt
-- Answer: 1 for each that is this consumer's still, or else 0
--
-- XCLAIM alone would do it, and would steal back what another has by now: so look first.
local answers = {}
for i = 2, #ARGV, 2 do
  local mine = redis.pcall('XPENDING', KEYS[1], 'g', ARGV[i], ARGV[i], 1, ARGV[1])
  local ours = 0
  if mine.err then
    if not string.find(mine.err, 'NOGROUP', 1, true) then
      return mine
    end
  elseif mine[1] and mine[1][4] == tonumber(ARGV[i + 1]) then
    redis.call('XCLAIM', KEYS[1], 'g', ARGV[1], 0, ARGV[i], 'JUSTID')
    ours = 1
  end
  answers[#answers + 1] = ours
end
return answers

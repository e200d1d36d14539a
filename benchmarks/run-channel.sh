#!/usr/bin/env bash
# Measures the channel scenarios of README.md and their Go twins: about 17 minutes, on an otherwise idle machine.
# Raw results go to benchmarks/results/; what README.md quotes is printed at the end.
#
#   JAVA      a java of JDK 25 or newer (default: of JAVA_HOME, else on the PATH)
#   SCENARIOS regular expression of the scenarios (default: all)
#   FORKS, WARMUP, ITERATIONS   of JMH, each iteration takes a second (default: 3, 3, 5)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

java=${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}
jar=target/benchmarks.jar
[ -f "$jar" ] || { echo "first: mvn -pl benchmarks -am package -DskipTests" >&2; exit 1; }
jmh=(-f "${FORKS:-3}" -wi "${WARMUP:-3}" -w 1 -i "${ITERATIONS:-5}" -r 1 -foe true -prof gc -rf json)
one_thread='\.(Pair|TryReceiveEmpty|TrySendFull|SelectReady2|SelectOne)\.'
two_goroutines='\.(Rendezvous|Stream100)\.'
mkdir -p results
out=results/channel.txt

# measure NAME PATTERN ARGUMENT...
measure() {
  local name=$1 pattern=$2
  shift 2
  if [ -n "${SCENARIOS:-}" ]; then
    "$java" -jar "$jar" -l 2> /dev/null | grep -E "$pattern" | grep -qE "$SCENARIOS" || return 0
    pattern=$SCENARIOS
  fi
  echo "--- $name: $* ${jmh[*]}" | tee -a "$out"
  "$java" -jar "$jar" "$pattern" "${jmh[@]}" -rff "results/$name.json" "$@" > "results/$name.log" 2>&1
  sed -n '/^Benchmark  /,$p' "results/$name.log" | grep -E '^Benchmark|avgt' |
    grep -vE 'gc\.(count|time)|gc\.alloc\.rate ' | tee -a "$out"
}

{
  date -u +%F
  git rev-parse --short HEAD 2> /dev/null || true
  lscpu | sed -n 's/^Model name: */cpu: /p; s/^CPU(s): */cores: /p'
  uname -sr
  "$java" -version 2>&1
  uptime
} | tee "$out"

measure channel-one-thread "$one_thread"
for carriers in 1 2; do
  measure "channel-$carriers-carriers" "$two_goroutines" -prof dev.gopark.bench.CpuTime -jvmArgsAppend \
    "-Djdk.virtualThreadScheduler.parallelism=$carriers -Djdk.virtualThreadScheduler.maxPoolSize=$carriers"
done

if command -v go > /dev/null; then
  echo "--- Go: go test -bench . -cpu 1,2 -count 5" | tee -a "$out"
  (cd go && go version && go test -bench . -benchtime 1s -cpu 1,2 -count 5) | tee -a "$out"
fi
uptime | tee -a "$out"

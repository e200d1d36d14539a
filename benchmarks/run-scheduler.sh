#!/usr/bin/env bash
# Measures the figures of the scheduler: the JDK's, ours and Go's in turn. Under 6 minutes on an otherwise idle machine,
# with --quick 90 seconds. Rows go to benchmarks/results/scheduler.csv (with --quick scheduler-quick.csv), what they were
# measured on beside them; the table of medians is printed and kept as scheduler.md.
#
#   JAVA      a java of JDK 25 or newer (default: of JAVA_HOME, else on the PATH)
#   SCENARIOS names of scenarios (default: all)
#   FORKS     JVMs for each scenario, scheduler and number of processors (default: 2)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

java=${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}
jar=target/benchmarks.jar
[ -f "$jar" ] || { echo "first: mvn -pl benchmarks -am package -DskipTests" >&2; exit 1; }
name=scheduler quick=() forks=${FORKS:-2}
if [ "${1:-}" = --quick ]; then
  name=scheduler-quick quick=(--quick) forks=${FORKS:-1}
fi
hand_overs=(pingPong rendezvous stream100 spawn1000 chain1000 daisy1000)
spinning=(spinSynchronousQueue spinSynchronousQueueFair spinLinkedTransferQueue spinExchanger)
once=(hogs hogsSleep hogStart idle parked parkedUntracked http httpHogs)
mkdir -p results
rows=results/$name.csv
twin=target/schedfigures
if command -v go > /dev/null; then
  (cd go && go build -o "../$twin" ./cmd/schedfigures)
else
  twin=
fi

# jvm SCHEDULER PROCS SCENARIO [JVM OPTION...]: both schedulers get the same options
jvm() {
  local scheduler=$1 procs=$2 scenario=$3
  shift 3
  "$java" --add-opens java.base/java.lang=ALL-UNNAMED "-Dgopark.scheduler=$scheduler" "-Dgopark.maxprocs=$procs" \
    "-Djdk.virtualThreadScheduler.parallelism=$procs" "-Djdk.virtualThreadScheduler.maxPoolSize=$procs" "$@" \
    -cp "$jar" dev.gopark.sched.SchedulerFigures "${quick[@]}" "$scenario" >> "$rows"
}

# go_twin PROCS SCENARIO
go_twin() {
  [ -z "$twin" ] || GOMAXPROCS=$1 "$twin" ${quick:+-quick} "$2" >> "$rows"
}

wanted() {
  [ -z "${SCENARIOS:-}" ] || [[ " $SCENARIOS " == *" $1 "* ]]
}

{
  date -u +%F
  git rev-parse --short HEAD 2> /dev/null || true
  lscpu | sed -n 's/^Model name: */cpu: /p; s/^CPU(s): */cores: /p'
  uname -sr
  "$java" -version 2>&1
  go version 2> /dev/null || true
  uptime
} | tee "results/$name.txt"
echo scenario,scheduler,procs,round,metric,value,unit > "$rows"

for scenario in "${hand_overs[@]}" "${spinning[@]}"; do
  wanted "$scenario" || continue
  echo "--- $scenario" >&2
  for ((fork = 0; fork < forks; fork++)); do
    [[ $scenario != spin* || $fork = 0 ]] || break
    for procs in 1 2; do
      [[ $scenario != spin* || $name = scheduler || $procs = 2 ]] || continue
      jvm jdk $procs "$scenario" -Xmx1g
      jvm gmp $procs "$scenario" -Xmx1g
      [[ $scenario == spin* ]] || go_twin $procs "$scenario"
    done
  done
done
for scenario in "${once[@]}"; do
  wanted "$scenario" || continue
  echo "--- $scenario" >&2
  procs=2 options=(-Xmx1g)
  case $scenario in
    hogStart) procs=1 ;;
    parked*) options=(-Xms6g -Xmx6g) ;;
  esac
  [ "$scenario" != parkedUntracked ] || options+=(-Djdk.trackAllThreads=false)
  if [ "$scenario" = idle ]; then
    # Side by side: all three do nothing.
    jvm jdk $procs idle "${options[@]}" & a=$!
    jvm gmp $procs idle "${options[@]}" & b=$!
    go_twin $procs idle
    wait $a
    wait $b
    continue
  fi
  [ "$scenario" = hogsSleep ] || jvm jdk $procs "$scenario" "${options[@]}" # as in hogs: nothing until the hogs end
  jvm gmp $procs "$scenario" "${options[@]}"
  [[ $scenario == http* || $scenario = hogsSleep ]] || go_twin $procs "$scenario"
done
uptime | tee -a "results/$name.txt"
"$java" -cp "$jar" dev.gopark.sched.SchedulerFigures summary "$rows" | tee "results/$name.md"

package benchmarks

import (
	"runtime"
	"testing"
)

// workDivisor is a variable, so that no compiler turns the division into a multiplication.
var workDivisor int32 = 7

// localWork is what a goroutine does between two operations: divisions each of which needs the result of the one
// before. LocalWork.kt is the same, to the constant.
func localWork(units int) {
	by := workDivisor
	x := int32(units)
	for range units {
		x = (x + 1_000_003) / by
	}
	if x < 0 {
		panic("never")
	}
}

func procs() int { return runtime.GOMAXPROCS(0) }

// perOperation reports the time of one operation where an iteration is made of several.
func perOperation(b *testing.B, units int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(units), "ns/unit")
}

package benchmarks

import (
	"math/rand"
	"sort"
	"sync"
	"testing"
	"time"
)

// The Go twins of the timer scenarios. Ballast: so many idle timers of an hour.
var ballasts = []struct {
	name  string
	count int
}{{"ballast=0", 0}, {"ballast=32768", 32768}}

func withBallast(b *testing.B, count int, body func()) {
	timers := make([]*time.Timer, count)
	for i := range timers {
		timers[i] = time.AfterFunc(time.Hour+time.Duration(i*1000003%1000000007), func() {})
	}
	b.ResetTimer()
	body()
	b.StopTimer()
	for _, t := range timers {
		t.Stop()
	}
}

func BenchmarkStartStop(b *testing.B) {
	for _, ballast := range ballasts {
		b.Run(ballast.name, func(b *testing.B) {
			withBallast(b, ballast.count, func() {
				for b.Loop() {
					time.AfterFunc(time.Second, func() {}).Stop()
				}
			})
		})
	}
}

// A thousand an iteration; ns/op is divided to be that of one.
func BenchmarkStartStop1000(b *testing.B) {
	for _, ballast := range ballasts {
		b.Run(ballast.name, func(b *testing.B) {
			timers := make([]*time.Timer, 1000)
			withBallast(b, ballast.count, func() {
				n := 0
				start := time.Now()
				for b.Loop() {
					for i := range timers {
						timers[i] = time.AfterFunc(time.Hour, func() {})
					}
					for _, t := range timers {
						t.Stop()
					}
					n += len(timers)
				}
				b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(n), "ns/op")
			})
		})
	}
}

func BenchmarkReset(b *testing.B) {
	for _, ballast := range ballasts {
		b.Run(ballast.name, func(b *testing.B) {
			t := time.AfterFunc(time.Hour, func() {})
			withBallast(b, ballast.count, func() {
				for b.Loop() {
					t.Reset(time.Hour)
				}
			})
		})
	}
}

// A program more than a benchmark: go test -run Lateness -v. The same work as Lateness.java.
func TestLateness(t *testing.T) {
	const count, seconds = 1_000_000, 20
	late := make([]int64, count)
	var mu sync.Mutex
	next := 0
	var done sync.WaitGroup
	done.Add(count)
	base := time.Now().Add(2 * time.Second)
	for range count {
		due := base.Add(time.Duration(rand.Float64() * seconds * 1e9))
		time.AfterFunc(time.Until(due), func() {
			l := time.Since(due).Nanoseconds()
			mu.Lock()
			late[next] = l
			next++
			mu.Unlock()
			done.Done()
		})
	}
	done.Wait()
	sort.Slice(late, func(i, j int) bool { return late[i] < late[j] })
	t.Logf("late us: min %.1f p50 %.1f p99 %.1f p99.9 %.1f max %.1f",
		float64(late[0])/1e3, float64(late[count/2])/1e3, float64(late[count/100*99])/1e3,
		float64(late[count/1000*999])/1e3, float64(late[count-1])/1e3)
}

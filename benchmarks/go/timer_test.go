package benchmarks

// The Go twins of dev.gopark.timer in ../src/main/java; the programs are in cmd/schedfigures.

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// beside runs a body on all processors, beside as many idle timers of an hour for each as the scenario wants.
func beside(b *testing.B, ballast int, body func(pb *testing.PB)) {
	timers := make([]*time.Timer, ballast*runtime.GOMAXPROCS(0))
	for i := range timers {
		timers[i] = time.AfterFunc(time.Hour+time.Duration(i*1000003%1000000007), func() {})
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(body)
	b.StopTimer()
	for _, t := range timers {
		t.Stop()
	}
}

const timerBallast = 32768

// perUnit reports the time of one of so many of which an iteration consists, on all processors.
func perUnit(b *testing.B, units int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(units), "ns/unit")
}

func churn(b *testing.B, ballast int) {
	beside(b, ballast, func(pb *testing.PB) {
		for pb.Next() {
			time.AfterFunc(time.Second, func() {}).Stop()
		}
	})
}

func BenchmarkTimerChurn(b *testing.B) { churn(b, 0) }

func BenchmarkStop(b *testing.B) {
	b.Run("impl=chan", func(b *testing.B) {
		beside(b, timerBallast, func(pb *testing.PB) {
			for pb.Next() {
				time.NewTimer(time.Second).Stop()
			}
		})
	})
	b.Run("impl=func", func(b *testing.B) { churn(b, timerBallast) })
}

func BenchmarkStartStop1000(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		timers := make([]*time.Timer, 1000)
		for pb.Next() {
			for i := range timers {
				timers[i] = time.AfterFunc(time.Hour, func() {})
			}
			for _, t := range timers {
				t.Stop()
			}
		}
	})
	perUnit(b, 1000)
}

func moved(b *testing.B, ballast int) {
	beside(b, ballast, func(pb *testing.PB) {
		t := time.AfterFunc(time.Hour, func() {})
		for pb.Next() {
			t.Reset(time.Hour)
		}
		t.Stop()
	})
}

func BenchmarkTimerReset(b *testing.B) { moved(b, 0) }

func BenchmarkReset(b *testing.B) {
	b.Run("impl=chan", func(b *testing.B) {
		beside(b, timerBallast, func(pb *testing.PB) {
			t := time.NewTimer(time.Hour)
			for pb.Next() {
				t.Reset(time.Hour)
			}
			t.Stop()
		})
	})
	b.Run("impl=func", func(b *testing.B) { moved(b, timerBallast) })
}

func BenchmarkTickerReset(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		t := time.NewTicker(time.Hour)
		for pb.Next() {
			t.Reset(time.Millisecond)
		}
		t.Stop()
	})
}

func BenchmarkTickerResetNaive(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		t := time.NewTicker(time.Hour)
		for pb.Next() {
			t.Stop()
			t = time.NewTicker(time.Millisecond)
		}
		t.Stop()
	})
}

func afterFuncs(left int, done chan struct{}) {
	if left == 0 {
		done <- struct{}{}
		return
	}
	time.AfterFunc(0, func() { afterFuncs(left-1, done) })
}

func BenchmarkAfterFunc1000(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		done := make(chan struct{})
		for pb.Next() {
			afterFuncs(1000, done)
			<-done
		}
	})
	perUnit(b, 1000)
}

func BenchmarkSimultaneousAfterFunc1000(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		for pb.Next() {
			var all sync.WaitGroup
			all.Add(1000)
			for range 1000 {
				time.AfterFunc(0, all.Done)
			}
			all.Wait()
		}
	})
	perUnit(b, 1000)
}

func BenchmarkAfter(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		for pb.Next() {
			<-time.After(1)
		}
	})
}

func BenchmarkSleep1000(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		for pb.Next() {
			var all sync.WaitGroup
			for range 1000 {
				all.Go(func() { time.Sleep(1) })
			}
			all.Wait()
		}
	})
	perUnit(b, 1000)
}

func BenchmarkTicker(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		t := time.NewTicker(1)
		for pb.Next() {
			<-t.C
		}
		t.Stop()
	})
}

func BenchmarkAdjustTimers10000(b *testing.B) {
	beside(b, timerBallast, func(pb *testing.PB) {
		timers := make([]*time.Timer, 10000)
		for pb.Next() {
			for i := range timers {
				timers[i] = time.AfterFunc(time.Hour, func() {})
			}
			timers[len(timers)-1].Reset(1)
			time.Sleep(time.Microsecond)
			for _, t := range timers {
				t.Stop()
			}
		}
	})
}

package benchmarks

// The Go twins of dev.gopark.sync in ../src/main/java: go test -run x -bench 'Sync' -benchtime 1s -cpu 1,2

import (
	"sort"
	"sync"
	"testing"
	"time"
)

func BenchmarkSyncMutex(b *testing.B) {
	var mu sync.Mutex
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.Lock()
			mu.Unlock()
		}
	})
}

func BenchmarkSyncRWMutexRead(b *testing.B) {
	var mu sync.RWMutex
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.RLock()
			mu.RUnlock()
		}
	})
}

func BenchmarkSyncRWMutexWrite(b *testing.B) {
	var mu sync.RWMutex
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			mu.Lock()
			mu.Unlock()
		}
	})
}

func BenchmarkSyncWaitGroupAddDone(b *testing.B) {
	var wg sync.WaitGroup
	wg.Add(1)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			wg.Add(1)
			wg.Done()
		}
	})
}

var onceField int

func BenchmarkSyncOnceDone(b *testing.B) {
	var once sync.Once
	f := func() { onceField++ }
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			once.Do(f)
		}
	})
}

func BenchmarkSyncPoolGetPut(b *testing.B) {
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			pool.Put(pool.Get())
		}
	})
}

func BenchmarkSyncMapLoad(b *testing.B) {
	var m sync.Map
	for i := 1; i < 1024; i++ {
		m.Store(i+1000, i)
	}
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			m.Load(i&1023 + 1000)
		}
	})
}

// The wait of a victim beside a hog that holds the mutex for 20 microseconds at a time.
func BenchmarkSyncLockHog(b *testing.B) {
	var mu sync.Mutex
	stop := make(chan struct{})
	spin := func(d time.Duration) {
		for start := time.Now(); time.Since(start) < d; {
		}
	}
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				mu.Lock()
				spin(20 * time.Microsecond)
				mu.Unlock()
			}
		}
	}()
	waits := make([]time.Duration, 0, b.N)
	for i := 0; i < b.N; i++ {
		start := time.Now()
		mu.Lock()
		mu.Unlock()
		waits = append(waits, time.Since(start))
		spin(20 * time.Microsecond)
	}
	close(stop)
	sort.Slice(waits, func(i, j int) bool { return waits[i] < waits[j] })
	b.ReportMetric(float64(waits[len(waits)/2].Nanoseconds())/1e3, "p50-us")
	b.ReportMetric(float64(waits[len(waits)*999/1000].Nanoseconds())/1e3, "p99.9-us")
}

package benchmarks

// The Go twins of dev.gopark.sync in ../src/main/java: go test -run x -bench 'Mutex|WaitGroup' -cpu 1,2

import (
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Where results of work go that nobody wants.
var syncSink atomic.Uint64

// syncWork computes: each unit needs the result of the one before.
func syncWork(units int, x uint64) uint64 {
	for range units {
		x ^= x << 13
		x ^= x >> 7
	}
	return x
}

// touch reads and writes every fourth element.
func touch(data []int32) {
	for i := 0; i < len(data); i += 4 {
		data[i]++
	}
}

// crowd runs a body on perProc goroutines a processor.
func crowd(b *testing.B, perProc int, body func(i int)) {
	b.SetParallelism(perProc)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			body(i)
		}
	})
}

func BenchmarkMutexUncontended(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		mu := new(struct {
			sync.Mutex
			_ [128]byte
		})
		for pb.Next() {
			mu.Lock()
			mu.Unlock()
		}
	})
}

func lockAndWork(b *testing.B, perProc, work int) {
	var mu sync.Mutex
	b.SetParallelism(perProc)
	b.RunParallel(func(pb *testing.PB) {
		x := uint64(1)
		for pb.Next() {
			mu.Lock()
			mu.Unlock()
			x = syncWork(work, x)
		}
		syncSink.Store(x)
	})
}

func BenchmarkMutex(b *testing.B)          { lockAndWork(b, 1, 0) }
func BenchmarkMutexSlack(b *testing.B)     { lockAndWork(b, 10, 0) }
func BenchmarkMutexWork(b *testing.B)      { lockAndWork(b, 1, 100) }
func BenchmarkMutexWorkSlack(b *testing.B) { lockAndWork(b, 10, 100) }

func BenchmarkMutexNoSpin(b *testing.B) {
	var mu sync.Mutex
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		data := make([]int32, 8<<10)
		for i := 0; pb.Next(); i++ {
			if i%4 == 0 {
				mu.Lock()
				mu.Unlock()
			} else {
				touch(data)
				runtime.Gosched()
			}
		}
	})
}

func BenchmarkMutexSpin(b *testing.B) {
	var mu sync.Mutex
	b.RunParallel(func(pb *testing.PB) {
		data := make([]int32, 32<<10)
		for pb.Next() {
			mu.Lock()
			data[0]++
			mu.Unlock()
			touch(data)
		}
	})
}

func BenchmarkRWMutexUncontended(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		mu := new(struct {
			sync.RWMutex
			_ [128]byte
		})
		for pb.Next() {
			mu.RLock()
			mu.RUnlock()
			mu.Lock()
			mu.Unlock()
		}
	})
}

func readAndWrite(b *testing.B, writeEvery, work int) {
	var mu sync.RWMutex
	b.RunParallel(func(pb *testing.PB) {
		x := uint64(1)
		for i := 1; pb.Next(); i++ {
			if i%writeEvery == 0 {
				mu.Lock()
				x = syncWork(work, x)
				mu.Unlock()
			} else {
				mu.RLock()
				x = syncWork(work, x)
				mu.RUnlock()
			}
		}
		syncSink.Store(x)
	})
}

func BenchmarkRWMutexWrite100(b *testing.B)     { readAndWrite(b, 100, 0) }
func BenchmarkRWMutexWrite10(b *testing.B)      { readAndWrite(b, 10, 0) }
func BenchmarkRWMutexWorkWrite100(b *testing.B) { readAndWrite(b, 100, 100) }
func BenchmarkRWMutexWorkWrite10(b *testing.B)  { readAndWrite(b, 10, 100) }

func BenchmarkWaitGroupUncontended(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		wg := new(struct {
			sync.WaitGroup
			_ [128]byte
		})
		for pb.Next() {
			wg.Add(1)
			wg.Done()
			wg.Wait()
		}
	})
}

func addDone(b *testing.B, work int) {
	var wg sync.WaitGroup
	wg.Add(1)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			wg.Add(1)
			wg.Done()
			if work > 0 {
				workSink(work)
			}
		}
	})
}

//go:noinline
func workSink(work int) uint64 { return syncWork(work, 1) }

func BenchmarkWaitGroupAddDone(b *testing.B)     { addDone(b, 0) }
func BenchmarkWaitGroupAddDoneWork(b *testing.B) { addDone(b, 100) }

func waitGroupWait(b *testing.B, work int) {
	var wg sync.WaitGroup
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			wg.Wait()
			if work > 0 {
				workSink(work)
			}
		}
	})
}

func BenchmarkWaitGroupWait(b *testing.B)     { waitGroupWait(b, 0) }
func BenchmarkWaitGroupWaitWork(b *testing.B) { waitGroupWait(b, 100) }

func BenchmarkWaitGroupActuallyWait(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			var wg sync.WaitGroup
			wg.Add(1)
			go wg.Done()
			wg.Wait()
		}
	})
}

// Goroutines that take turns: each waits for its turn, hands it on and wakes all.
func turns(b *testing.B, waiters int) {
	var mu sync.Mutex
	changed := sync.NewCond(&mu)
	turn := 0
	var all sync.WaitGroup
	for me := range waiters + 1 {
		all.Go(func() {
			for more := true; more; {
				mu.Lock()
				for turn < b.N && turn%(waiters+1) != me {
					changed.Wait()
				}
				more = turn < b.N
				turn++
				changed.Broadcast()
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

func BenchmarkCond1(b *testing.B)  { turns(b, 1) }
func BenchmarkCond2(b *testing.B)  { turns(b, 2) }
func BenchmarkCond4(b *testing.B)  { turns(b, 4) }
func BenchmarkCond8(b *testing.B)  { turns(b, 8) }
func BenchmarkCond16(b *testing.B) { turns(b, 16) }
func BenchmarkCond32(b *testing.B) { turns(b, 32) }

var onceField int

func BenchmarkOnce(b *testing.B) {
	var once sync.Once
	f := func() { onceField++ }
	crowd(b, 1, func(int) { once.Do(f) })
}

func BenchmarkOnceValue(b *testing.B) {
	value := sync.OnceValue(func() string { return "value" })
	crowd(b, 1, func(int) {
		if value() == "" {
			b.Error("no value")
		}
	})
}

func BenchmarkOnceValueMake(b *testing.B) {
	b.ReportAllocs()
	crowd(b, 1, func(int) {
		if sync.OnceValue(func() int { return onceField })() < 0 {
			b.Error("no value")
		}
	})
}

func putAndGet(b *testing.B, puts, gets int) {
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	item := any(new([64]byte))
	crowd(b, 1, func(int) {
		for range puts {
			pool.Put(item)
		}
		for range gets {
			if pool.Get() == nil {
				b.Error("no item")
			}
		}
	})
}

func BenchmarkPool(b *testing.B)           { putAndGet(b, 1, 1) }
func BenchmarkPoolOverflow(b *testing.B)   { putAndGet(b, 100, 100) }
func BenchmarkPoolStarvation(b *testing.B) { putAndGet(b, 67, 100) }

// What a collection costs that finds many objects in a pool. It runs when it is asked for only.
func BenchmarkPoolSTW(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var pool sync.Pool
	item := any(new([64]byte))
	for b.Loop() {
		for range 100_000 {
			pool.Put(item)
		}
		runtime.GC()
	}
}

// What it costs that collections empty a pool whose objects take a millisecond to make.
func BenchmarkPoolExpensiveNew(b *testing.B) {
	ballast := make([]byte, 8<<20)
	defer runtime.KeepAlive(ballast)
	var made atomic.Int64
	pool := sync.Pool{New: func() any {
		made.Add(1)
		time.Sleep(time.Millisecond)
		return new([64]byte)
	}}
	for range 100 * procs() { // as JMH's warm-up leaves it
		pool.Put(any(new([64]byte)))
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		out := make([]any, 100)
		var garbage []byte
		for pb.Next() {
			for i := range out {
				out[i] = pool.Get()
				garbage = make([]byte, 32<<10)
			}
			for i, item := range out {
				pool.Put(item)
				out[i] = nil
			}
		}
		runtime.KeepAlive(garbage)
	})
	b.ReportMetric(float64(made.Load())/float64(b.N), "made/op")
}

func BenchmarkUncontendedSemaphore(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		permits := make(chan struct{}, 1)
		for pb.Next() {
			permits <- struct{}{}
			<-permits
		}
	})
}

func BenchmarkContendedSemaphore(b *testing.B) {
	permits := make(chan struct{}, 1)
	crowd(b, 1, func(int) {
		permits <- struct{}{}
		<-permits
	})
}

func BenchmarkAtomicAdd(b *testing.B) {
	var n atomic.Int64
	crowd(b, 1, func(int) { n.Add(1) })
}

func BenchmarkAtomicCas(b *testing.B) {
	var n atomic.Int64
	crowd(b, 1, func(int) {
		old := n.Load()
		n.CompareAndSwap(old, old+1)
	})
}

func BenchmarkValueRead(b *testing.B) {
	var value atomic.Value
	value.Store("value")
	crowd(b, 1, func(int) {
		if value.Load() == nil {
			b.Error("no value")
		}
	})
}

//go:noinline
func withDefer(field *int) {
	defer func() { *field-- }()
	*field++
}

func BenchmarkDeferPush(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		field := 0
		for pb.Next() {
			withDefer(&field)
		}
	})
}

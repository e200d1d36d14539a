package benchmarks

// The Go twins of the scheduler scenarios. Rows of Go's own that have none, because they mean nothing on a JVM:
//
//   - StackGrowth, StackGrowthDeep: a goroutine's stack lives in the heap and is the JVM's affair;
//   - ClosureCall, ProcYield, OSYield: one instruction or call of the JVM's own, nothing of ours (but see Gosched);
//   - Syscall, SyscallWork, SyscallExcess, SyscallExcessWork, WakeupParallelSyscall: no code of ours runs when a thread
//     enters the kernel; who blocks there is to the scheduler what a hog is, and PingPongHog has one;
//   - SemTable: there is no table, each lock has a queue of its own;
//   - MutexContention, MutexCapture, MutexHandoff/Solo: the runtime's lock between threads; the rows of sync.Mutex are
//     what can be compared;
//   - GoroutineSelect, GoroutineBlocking, GoroutineForRange, GoroutineIdle: what the collector pays for those that wait
//     is the parked scenario's;
//   - CoroPull: the JVM has no such coroutine.

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func BenchmarkRoundTrip(b *testing.B) {
	there, back := make(chan int), make(chan int)
	var wg sync.WaitGroup
	b.ResetTimer()
	wg.Go(func() {
		for range b.N {
			there <- 1
			<-back
		}
	})
	wg.Go(func() {
		for range b.N {
			<-there
			back <- 1
		}
	})
	wg.Wait()
}

func BenchmarkPingPongHog(b *testing.B) {
	stop := make(chan int, 1)
	running := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		running <- 1
		for {
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	<-running
	there, back := make(chan int), make(chan int)
	b.ResetTimer()
	wg.Go(func() {
		for range b.N {
			there <- 1
			<-back
		}
		b.StopTimer()
		stop <- 1
	})
	wg.Go(func() {
		for range b.N {
			<-there
			back <- 1
		}
	})
	wg.Wait()
}

func BenchmarkCreateGoroutines(b *testing.B) { createInChains(b, 1) }

func BenchmarkCreateGoroutinesParallel(b *testing.B) { createInChains(b, procs()) }

func createInChains(b *testing.B, chains int) {
	ended := make(chan bool)
	each := max(b.N/chains, 1)
	for range chains {
		go link(each, ended)
	}
	for range chains {
		<-ended
	}
	perOperation(b, each*chains)
}

func link(left int, ended chan bool) {
	if left > 1 {
		go link(left-1, ended)
	} else {
		ended <- true
	}
}

func BenchmarkCreateGoroutinesCapture(b *testing.B) {
	const size = 4
	for i := range b.N {
		var all sync.WaitGroup
		all.Add(size)
		for j := range size {
			mine := i + j
			go func() {
				if mine < 0 {
					panic("never")
				}
				all.Done()
			}()
		}
		all.Wait()
	}
}

func BenchmarkCreateGoroutinesSingle(b *testing.B) {
	var all sync.WaitGroup
	all.Add(b.N)
	for range b.N {
		go all.Done()
	}
	all.Wait()
}

func BenchmarkSpawn(b *testing.B) {
	const batch = 1000
	n := 0
	for n < b.N {
		var all sync.WaitGroup
		all.Add(batch)
		for range batch {
			go all.Done()
		}
		all.Wait()
		n += batch
	}
	perOperation(b, n)
}

func BenchmarkDaisyChain(b *testing.B) {
	const links = 10_000
	n := 0
	for n < b.N {
		first := make(chan int)
		last := first
		for range links {
			in, out := last, make(chan int)
			go func() { out <- <-in + 1 }()
			last = out
		}
		go func() { first <- 1 }()
		if through := <-last; through != links+1 {
			b.Fatal("out came", through)
		}
		n += links
	}
	perOperation(b, n)
}

func BenchmarkWakeupParallelSpinning0(b *testing.B)  { wakeup(b, 0) }
func BenchmarkWakeupParallelSpinning5(b *testing.B)  { wakeup(b, 5*time.Microsecond) }
func BenchmarkWakeupParallelSpinning50(b *testing.B) { wakeup(b, 50*time.Microsecond) }

func wakeup(b *testing.B, work time.Duration) {
	const delay = 5 * time.Microsecond
	there, back := make(chan int), make(chan int)
	var wg sync.WaitGroup
	b.ResetTimer()
	wg.Go(func() {
		for range b.N {
			there <- 1
			spin(work + delay)
			<-back
			spin(work)
		}
	})
	wg.Go(func() {
		for range b.N {
			<-there
			spin(work)
			back <- 1
			spin(work + delay)
		}
	})
	wg.Wait()
}

// spin keeps a processor busy.
func spin(d time.Duration) {
	if d > 0 {
		for start := time.Now(); time.Since(start) < d; {
		}
	}
}

func BenchmarkMutexHandoffFastPingPong(b *testing.B) { mutexHandoff(b, 0) }

func BenchmarkMutexHandoffSlowPingPong(b *testing.B) { mutexHandoff(b, 10*time.Microsecond) }

func mutexHandoff(b *testing.B, hold time.Duration) {
	var mu sync.Mutex
	var holder atomic.Int32
	holder.Store(-1)
	var asking, finished [2]atomic.Bool
	turns := max(b.N/2, 1)
	var wg sync.WaitGroup
	for me := range 2 {
		other := 1 - me
		wg.Go(func() {
			for range turns {
				asking[me].Store(true)
				mu.Lock()
				asking[me].Store(false)
				holder.Store(int32(me))
				for !asking[other].Load() && !finished[other].Load() {
					runtime.Gosched()
				}
				spin(hold)
				mu.Unlock()
				for holder.Load() == int32(me) && !finished[other].Load() {
					runtime.Gosched()
				}
			}
			finished[me].Store(true)
		})
	}
	wg.Wait()
	perOperation(b, turns*2)
}

// The text is that of the runtime's own dump, of all goroutines.
func BenchmarkGoroutineProfile(b *testing.B) {
	const crowd = 5000
	never := make(chan int)
	var begun, ended sync.WaitGroup
	begun.Add(crowd)
	for range crowd {
		ended.Go(func() {
			begun.Done()
			<-never
		})
	}
	begun.Wait()
	text := make([]byte, 16<<20)
	b.ResetTimer()
	for range b.N {
		sink = runtime.Stack(text, true)
	}
	b.StopTimer()
	if sink == len(text) {
		b.Fatal("the text was cut")
	}
	close(never)
	ended.Wait()
}

func BenchmarkGosched(b *testing.B) {
	crowd := 2 * procs()
	each := max(b.N/crowd, 1)
	var wg sync.WaitGroup
	for range crowd {
		wg.Go(func() {
			for range each {
				runtime.Gosched()
			}
		})
	}
	wg.Wait()
	perOperation(b, each*crowd)
}

// ran counts deferred calls.
var ran int

func count() { ran++ }

func BenchmarkDefer(b *testing.B) {
	for range b.N {
		deferOne()
	}
}

//go:noinline
func deferOne() { defer count() }

func BenchmarkDefer10(b *testing.B) {
	for range max(b.N/10, 1) {
		deferMany(10)
	}
	perOperation(b, max(b.N/10, 1)*10)
}

func BenchmarkDeferMany(b *testing.B) {
	for range max(b.N/10_000, 1) {
		deferMany(10_000)
	}
	perOperation(b, max(b.N/10_000, 1)*10_000)
}

//go:noinline
func deferMany(n int) {
	for range n {
		defer count()
	}
}

func BenchmarkPanicRecover(b *testing.B) {
	for range b.N {
		panicAndRecover()
	}
}

func panicAndRecover() {
	defer func() {
		if recover() == nil {
			panic("nothing to recover")
		}
		ran++
	}()
	panic("panic")
}

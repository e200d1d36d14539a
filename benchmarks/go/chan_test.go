package benchmarks

// The Go twins of the channel scenarios that are Go's own rows: the same shapes and parameters.

import (
	"sync"
	"sync/atomic"
	"testing"
)

// grab is how many operations a goroutine takes at a time from the counter that all share.
const grab = 1000

var pointers chan *int

func BenchmarkMakeChan(b *testing.B) {
	for range b.N {
		pointers = make(chan *int, 8)
	}
}

func BenchmarkChanNonblocking(b *testing.B) {
	c := make(chan int)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			select {
			case <-c:
				panic("received")
			default:
			}
		}
	})
}

func BenchmarkChanClosed(b *testing.B) {
	c := make(chan int)
	close(c)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			select {
			case <-c:
			default:
				panic("not closed")
			}
		}
	})
}

func BenchmarkChanUncontended(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		c := make(chan int, 100)
		for pb.Next() {
			sendThenReceive(c, 100)
		}
	})
}

func BenchmarkChanContended(b *testing.B) {
	c := make(chan int, 100*procs())
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			sendThenReceive(c, 100)
		}
	})
}

func sendThenReceive(c chan int, count int) {
	for range count {
		c <- 1
	}
	for range count {
		<-c
	}
}

func BenchmarkChanSync(b *testing.B) { takeTurns(b, 0) }

func BenchmarkChanSyncWork(b *testing.B) { takeTurns(b, 1000) }

func takeTurns(b *testing.B, work int) {
	// As many for one as for the other.
	total := max(b.N/grab/2, 1) * 2
	var grabs atomic.Int64
	grabs.Store(int64(total))
	c := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				mine := grabs.Add(-1)
				if mine < 0 {
					return
				}
				for range grab {
					if mine%2 == 0 {
						<-c
						localWork(work)
						c <- 1
						localWork(work)
					} else {
						c <- 1
						localWork(work)
						<-c
						localWork(work)
					}
				}
			}
		})
	}
	wg.Wait()
	perOperation(b, total*grab)
}

func BenchmarkChanProdCons0(b *testing.B)       { produceAndConsume(b, 0, 0) }
func BenchmarkChanProdCons10(b *testing.B)      { produceAndConsume(b, 10, 0) }
func BenchmarkChanProdCons100(b *testing.B)     { produceAndConsume(b, 100, 0) }
func BenchmarkChanProdConsWork0(b *testing.B)   { produceAndConsume(b, 0, 100) }
func BenchmarkChanProdConsWork10(b *testing.B)  { produceAndConsume(b, 10, 100) }
func BenchmarkChanProdConsWork100(b *testing.B) { produceAndConsume(b, 100, 100) }

func produceAndConsume(b *testing.B, capacity, work int) {
	c := make(chan int, capacity)
	total := max(b.N/grab, 1)
	var grabs atomic.Int64
	grabs.Store(int64(total))
	var wg sync.WaitGroup
	for range procs() {
		wg.Go(func() {
			for grabs.Add(-1) >= 0 {
				for range grab {
					localWork(work)
					c <- 1
				}
			}
			c <- 0
		})
		wg.Go(func() {
			for <-c != 0 {
				localWork(work)
			}
		})
	}
	wg.Wait()
	perOperation(b, total*grab)
}

func BenchmarkReceiveDataFromClosedChan(b *testing.B) {
	c := make(chan int, b.N)
	for range b.N {
		c <- 1
	}
	close(c)
	b.ResetTimer()
	sum := 0
	for v := range c {
		sum += v
	}
	sink = sum
}

func BenchmarkChanCreation(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c := make(chan int, 1)
			c <- 1
			<-c
		}
	})
}

func BenchmarkChanSem(b *testing.B) {
	c := make(chan struct{}, procs())
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c <- struct{}{}
			<-c
		}
	})
}

package benchmarks

// The Go twins of the select scenarios.

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func BenchmarkSelectUncontended(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		c, d := make(chan int, 1), make(chan int, 1)
		c <- 1
		for pb.Next() {
			moveOne(c, d)
		}
	})
}

func BenchmarkSelectAsyncContended(b *testing.B) {
	c, d := make(chan int, procs()), make(chan int, procs())
	b.RunParallel(func(pb *testing.PB) {
		c <- 1
		for pb.Next() {
			moveOne(c, d)
		}
	})
}

func moveOne(c, d chan int) {
	select {
	case v := <-c:
		d <- v
	case v := <-d:
		c <- v
	}
}

func BenchmarkSelectSyncContended(b *testing.B) {
	c, d, e := make(chan int), make(chan int), make(chan int)
	b.RunParallel(func(pb *testing.PB) {
		done := make(chan int)
		go func() {
			for {
				select {
				case c <- 1:
				case d <- 1:
				case e <- 1:
				case <-done:
					return
				}
			}
		}()
		for pb.Next() {
			select {
			case <-c:
			case <-d:
			case <-e:
			}
		}
		close(done)
	})
}

func BenchmarkSelectNonblock(b *testing.B) {
	noneToReceive, noneReceives := make(chan int), make(chan int)
	empty, full := make(chan int, 1), make(chan int, 1)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			select {
			case <-noneToReceive:
			default:
			}
			select {
			case noneReceives <- 1:
			default:
			}
			select {
			case <-empty:
			default:
			}
			select {
			case full <- 1:
			default:
			}
		}
	})
}

func BenchmarkSelectProdCons(b *testing.B) {
	const work = 100
	c := make(chan int, 128)
	stop := make(chan bool)
	total := max(b.N/grab, 1)
	var grabs atomic.Int64
	grabs.Store(int64(total))
	var wg sync.WaitGroup
	for range procs() {
		wg.Go(func() {
			timer := time.After(time.Hour)
			for grabs.Add(-1) >= 0 {
				for range grab {
					localWork(work)
					select {
					case c <- 1:
					case <-timer:
					case <-stop:
					}
				}
			}
			c <- 0
		})
		wg.Go(func() {
			timer := time.After(time.Hour)
			for {
				select {
				case v := <-c:
					if v == 0 {
						return
					}
				case <-timer:
				case <-stop:
				}
				localWork(work)
			}
		})
	}
	wg.Wait()
	perOperation(b, total*grab)
}

func BenchmarkChanPopular(b *testing.B) {
	const crowd = 1000
	never := make(chan bool)
	private := make([]chan bool, crowd)
	var wg sync.WaitGroup
	for i := range private {
		mine := make(chan bool)
		private[i] = mine
		wg.Go(func() {
			for {
				select {
				case <-never:
				case _, ok := <-mine:
					if !ok {
						return
					}
				}
			}
		})
	}
	b.ResetTimer()
	for range b.N {
		for _, c := range private {
			c <- true
		}
	}
	b.StopTimer()
	for _, c := range private {
		close(c)
	}
	wg.Wait()
}

func BenchmarkSelectReady8(b *testing.B)  { selectReady(b, 8) }
func BenchmarkSelectReady64(b *testing.B) { selectReady(b, 64) }

func selectReady(b *testing.B, count int) {
	channels := makeMany(count, 1)
	channels[0] <- 1
	next := 0
	for b.Loop() {
		v := selectAny(channels)
		next = (next + 5) % count // no divisor of the number: the element comes to all
		channels[next] <- v
	}
}

func BenchmarkSelectBlocked2(b *testing.B)  { selectBlocked(b, 2) }
func BenchmarkSelectBlocked8(b *testing.B)  { selectBlocked(b, 8) }
func BenchmarkSelectBlocked64(b *testing.B) { selectBlocked(b, 64) }

func selectBlocked(b *testing.B, count int) {
	channels := makeMany(count, 0)
	answers := make(chan int)
	go func() {
		for range b.N {
			answers <- selectAny(channels)
		}
	}()
	for i := range b.N {
		channels[i%count] <- 1
		<-answers
	}
}

func BenchmarkSelectTimeoutReady(b *testing.B) {
	c := make(chan int, 1)
	c <- 1
	for b.Loop() {
		select {
		case v := <-c:
			c <- v
		case <-time.After(time.Second):
			b.Fatal("a second has passed")
		}
	}
}

func BenchmarkSelectTimeoutBlocked(b *testing.B) {
	c, answers := make(chan int), make(chan int)
	go func() {
		for range b.N {
			select {
			case v := <-c:
				answers <- v
			case <-time.After(time.Second):
				panic("a second has passed")
			}
		}
	}()
	for range b.N {
		c <- 1
		<-answers
	}
}

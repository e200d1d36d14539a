package benchmarks

// The Go twins of the channel scenarios that are not Go's own: goroutines on both sides of a channel.

import (
	"sync"
	"testing"
)

func BenchmarkSpsc0(b *testing.B)    { manyToMany(b, 1, 1, 0) }
func BenchmarkSpsc1(b *testing.B)    { manyToMany(b, 1, 1, 1) }
func BenchmarkSpsc16(b *testing.B)   { manyToMany(b, 1, 1, 16) }
func BenchmarkSpsc128(b *testing.B)  { manyToMany(b, 1, 1, 128) }
func BenchmarkSpsc1024(b *testing.B) { manyToMany(b, 1, 1, 1024) }

func BenchmarkMpsc0(b *testing.B)    { manyToMany(b, 4, 1, 0) }
func BenchmarkMpsc1(b *testing.B)    { manyToMany(b, 4, 1, 1) }
func BenchmarkMpsc16(b *testing.B)   { manyToMany(b, 4, 1, 16) }
func BenchmarkMpsc128(b *testing.B)  { manyToMany(b, 4, 1, 128) }
func BenchmarkMpsc1024(b *testing.B) { manyToMany(b, 4, 1, 1024) }

func BenchmarkMpmc0(b *testing.B)    { manyToMany(b, 4, 4, 0) }
func BenchmarkMpmc1(b *testing.B)    { manyToMany(b, 4, 4, 1) }
func BenchmarkMpmc16(b *testing.B)   { manyToMany(b, 4, 4, 16) }
func BenchmarkMpmc128(b *testing.B)  { manyToMany(b, 4, 4, 128) }
func BenchmarkMpmc1024(b *testing.B) { manyToMany(b, 4, 4, 1024) }

func manyToMany(b *testing.B, senders, receivers, capacity int) {
	c := make(chan int, capacity)
	each := max(b.N/4, 1) // four divides by the number of either
	var wg sync.WaitGroup
	for range senders {
		wg.Go(func() {
			for range each * 4 / senders {
				c <- 1
			}
		})
	}
	for range receivers {
		wg.Go(func() {
			for range each * 4 / receivers {
				<-c
			}
		})
	}
	wg.Wait()
	perOperation(b, each*4)
}

func BenchmarkFanIn(b *testing.B) {
	const sources, capacity = 8, 16
	all := make(chan int, capacity)
	each := max(b.N/sources, 1)
	var wg sync.WaitGroup
	for range sources {
		source := make(chan int, capacity)
		wg.Go(func() {
			for range each {
				source <- 1
			}
		})
		wg.Go(func() {
			for range each {
				all <- <-source
			}
		})
	}
	wg.Go(func() {
		for range each * sources {
			<-all
		}
	})
	wg.Wait()
	perOperation(b, each*sources)
}

func BenchmarkRequestResponse(b *testing.B) {
	requests := make(chan chan int)
	go func() {
		for range b.N {
			answer := <-requests
			answer <- 1
		}
	}()
	for range b.N {
		answer := make(chan int, 1)
		requests <- answer
		<-answer
	}
}

// Package benchmarks holds the Go twins of the channel scenarios: the same words, the same work.
package benchmarks

import "testing"

// sink keeps results alive.
var sink int

func BenchmarkPair(b *testing.B) {
	c := make(chan int, 100)
	for b.Loop() {
		c <- 1
		sink = <-c
	}
}

func BenchmarkTryReceiveEmpty(b *testing.B) {
	c := make(chan int, 100)
	for b.Loop() {
		select {
		case sink = <-c:
			b.Fatal("not empty")
		default:
		}
	}
}

func BenchmarkTrySendFull(b *testing.B) {
	c := make(chan int, 100)
	for range cap(c) {
		c <- 1
	}
	for b.Loop() {
		select {
		case c <- 1:
			b.Fatal("not full")
		default:
		}
	}
}

// Two selects an iteration, the second undoing what the first did.
func BenchmarkSelectReady2(b *testing.B) {
	c, d := make(chan int, 1), make(chan int, 1)
	n := 0
	for b.Loop() {
		select {
		case c <- 1:
		case sink = <-d:
		}
		select {
		case sink = <-c:
		case d <- 1:
		}
		n += 2
	}
	perOperation(b, n)
}

func BenchmarkSelectOne(b *testing.B) {
	c := make(chan int, 1)
	n := 0
	for b.Loop() {
		select {
		case c <- 1:
		}
		select {
		case sink = <-c:
		}
		n += 2
	}
	perOperation(b, n)
}

func BenchmarkRendezvous(b *testing.B) { pass(b, make(chan int), 20_000) }

func BenchmarkStream100(b *testing.B) { pass(b, make(chan int, 100), 200_000) }

// pass hands count elements from one new goroutine to another in each iteration.
func pass(b *testing.B, c chan int, count int) {
	n := 0
	for b.Loop() {
		done := make(chan bool)
		go func() {
			for range count {
				c <- 1
			}
			done <- true
		}()
		go func() {
			for range count {
				<-c
			}
			done <- true
		}()
		<-done
		<-done
		n += count
	}
	perOperation(b, n)
}

package main

import (
	"fmt"
	"math"
	"math/rand"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// percentiles prints rows in microseconds: what is not above which part.
func percentiles(name, prefix string, late []time.Duration, parts map[string]float64) {
	slices.Sort(late)
	for _, metric := range []string{"P50", "P99", "P999", "Max"} {
		if part, ok := parts[metric]; ok && len(late) > 0 {
			at := max(int(math.Ceil(part*float64(len(late))))-1, 0)
			row(name, 0, prefix+metric, float64(late[at].Nanoseconds())/1e3, "us")
		}
	}
}

var (
	fourParts  = map[string]float64{"P50": 0.5, "P99": 0.99, "P999": 0.999, "Max": 1}
	threeParts = map[string]float64{"P50": 0.5, "P99": 0.99, "Max": 1}
)

func spin(d time.Duration) {
	for begin := time.Now(); time.Since(begin) < d; {
	}
}

// lockHog: the wait of a victim beside a hog that holds the mutex for 20 microseconds at a time.
func lockHog(name string) {
	const held = 20 * time.Microsecond
	race := func(length time.Duration) (waits []time.Duration) {
		var mu sync.Mutex
		var stop atomic.Bool
		var both sync.WaitGroup
		both.Go(func() {
			for !stop.Load() {
				mu.Lock()
				spin(held)
				mu.Unlock()
			}
		})
		both.Go(func() {
			begin := time.Now()
			for now := begin; now.Sub(begin) < length; now = time.Now() {
				mu.Lock()
				mu.Unlock()
				waits = append(waits, time.Since(now))
				spin(held)
			}
			stop.Store(true)
		})
		both.Wait()
		return waits
	}
	race(300 * time.Millisecond)
	waits := race(time.Duration(choose(1, 5)) * time.Second)
	row(name, 0, "mutexGoroutinesCount", float64(len(waits)), "count")
	percentiles(name, "mutexGoroutines", waits, fourParts)
}

// lateness: how late timers are when very many are pending, with random deadlines. When the runtime hands a callback
// over cannot be seen from outside; these are the starts of the goroutines.
func lateness(name string) {
	measure := func(count int, seconds float64) []time.Duration {
		late := make([]time.Duration, count)
		var done sync.WaitGroup
		done.Add(count)
		base := time.Now().Add(3 * time.Second)
		for i := range late {
			due := base.Add(time.Duration(rand.Float64() * seconds * 1e9))
			time.AfterFunc(time.Until(due), func() {
				late[i] = time.Since(due)
				done.Done()
			})
		}
		done.Wait()
		return late
	}
	measure(100_000, 2)
	late := measure(choose(100_000, 1_000_000), float64(choose(2, 20)))
	percentiles(name, "heapStart", late, fourParts)
	early := 0
	for _, l := range late {
		if l < 0 {
			early++
		}
	}
	row(name, 0, "heapEarly", float64(early), "count")
}

func parallelTimerLatency(name string) {
	const delay = time.Millisecond
	timers := runtime.GOMAXPROCS(0) - 1
	if timers < 1 {
		fmt.Fprintln(os.Stderr, name, "needs two processors")
		return
	}
	rounds := choose(200, 2000)
	var late []time.Duration
	for round := -rounds / 4; round < rounds; round++ {
		each := make([]time.Duration, timers)
		var left atomic.Int64
		left.Store(int64(timers))
		for i := range each {
			due := time.Now().Add(delay)
			time.AfterFunc(delay, func() {
				each[i] = time.Since(due)
				left.Add(-1)
			})
		}
		for left.Load() > 0 {
		}
		if round >= 0 {
			late = append(late, each...)
		}
	}
	percentiles(name, "late", late, threeParts)
}

func staggeredTickerLatency(name string) {
	const period = 3 * time.Millisecond
	beats := choose(100, 700)
	for _, work := range []time.Duration{300 * time.Microsecond, 2 * time.Millisecond} {
		for _, perProc := range []int{1, 2, 4} {
			// More work than there are processors for would measure nothing but the backlog.
			if work*time.Duration(perProc) > period {
				continue
			}
			tickers := perProc * runtime.GOMAXPROCS(0)
			each := make([][]time.Duration, tickers)
			var all sync.WaitGroup
			for i := range each {
				all.Go(func() {
					time.Sleep(period * time.Duration(i) / time.Duration(tickers))
					begin := time.Now() // the ticker's own is no earlier
					ticker := time.NewTicker(period)
					defer ticker.Stop()
					due := period
					for range beats {
						<-ticker.C
						since := time.Since(begin)
						each[i] = append(each[i], since-due)
						due = (since/period + 1) * period // one beat waits, others are dropped
						spin(work)
					}
				})
			}
			all.Wait()
			prefix := fmt.Sprintf("work%dusTickersPerP%dLate", work.Microseconds(), perProc)
			percentiles(name, prefix, slices.Concat(each...), threeParts)
		}
	}
}

// Command schedfigures is the Go twin of SchedulerFigures: the same words, the same work, the same rows.
//
//	schedfigures [-quick] scenario...        GOMAXPROCS says on how many processors
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	messages = 200_000
	streamed = 1_000_000
	crowd    = 1_000
	batches  = 100
	through  = 200
	chains   = 50
)

var quick = flag.Bool("quick", false, "short runs")

var scenarios = map[string]func(name string){
	"pingPong":        func(name string) { repeat(name, messages, pingPong) },
	"rendezvous":      func(name string) { repeat(name, messages, func() { pass(make(chan int), messages) }) },
	"stream100":       func(name string) { repeat(name, streamed, func() { pass(make(chan int, 100), streamed) }) },
	"spawn1000":       func(name string) { repeat(name, batches*crowd, spawn) },
	"chain1000":       func(name string) { repeat(name, through*crowd, chain) },
	"daisy1000":       func(name string) { repeat(name, chains*crowd, daisy) },
	"hogs":            hogs,
	"hogStart":        hogStart,
	"parked":          parked,
	"parkedUntracked": parked,
	"idle":            idle,

	"lockHog":                lockHog,
	"lateness":               lateness,
	"parallelTimerLatency":   parallelTimerLatency,
	"staggeredTickerLatency": staggeredTickerLatency,
}

func main() {
	flag.Parse()
	for _, name := range flag.Args() {
		run, ok := scenarios[name]
		if !ok {
			fmt.Fprintln(os.Stderr, "no such scenario:", name)
			os.Exit(2)
		}
		run(name)
	}
}

func row(name string, round int, metric string, value float64, unit string) {
	fmt.Printf("%s,go,%d,%d,%s,%.4g,%s\n", name, runtime.GOMAXPROCS(0), round, metric, value, unit)
}

// choose returns one of two numbers: for short runs, for real ones.
func choose(short, long int) int {
	if *quick {
		return short
	}
	return long
}

// cost returns nanoseconds: by the clock, and of the processor.
func cost(body func()) (wall, cpu float64) {
	before, start := cpuTime(), time.Now()
	body()
	return float64(time.Since(start)), cpuTime() - before
}

func cpuTime() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func repeat(name string, operations float64, body func()) {
	for warm := time.Now().Add(time.Duration(choose(100, 300)) * time.Millisecond); ; {
		body()
		if time.Now().After(warm) {
			break
		}
	}
	for round := range choose(3, 7) {
		wall, cpu := cost(body)
		row(name, round, "wall", wall/operations, "ns/op")
		row(name, round, "cpu", cpu/operations, "ns/op")
	}
}

func pingPong() {
	there, back, done := make(chan int), make(chan int), make(chan bool)
	go func() {
		for range messages / 2 {
			there <- 1
			<-back
		}
		done <- true
	}()
	go func() {
		for range messages / 2 {
			<-there
			back <- 1
		}
		done <- true
	}()
	<-done
	<-done
}

func pass(c chan int, count int) {
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
}

func spawn() {
	for range batches {
		var ended sync.WaitGroup
		ended.Add(crowd)
		for range crowd {
			go ended.Done()
		}
		ended.Wait()
	}
}

func link(first chan int, elements int) chan int {
	left := first
	for range crowd {
		in, out := left, make(chan int)
		go func() {
			for range elements {
				out <- <-in
			}
		}()
		left = out
	}
	return left
}

func chain() {
	first := make(chan int)
	last := link(first, through)
	go func() {
		for i := range through {
			first <- i
		}
	}()
	for range through {
		<-last
	}
}

func daisy() {
	for i := range chains {
		first := make(chan int)
		last := link(first, 1)
		first <- i
		<-last
	}
}

// sink keeps what hogs compute alive.
var sink atomic.Int64

func hog(stop *atomic.Bool) {
	x := int64(1)
	for !stop.Load() {
		x = x*6_364_136_223_846_793_005 + 1
	}
	sink.Store(x)
}

func hogs(name string) {
	var stop atomic.Bool
	var ended sync.WaitGroup
	for range 4 {
		ended.Go(func() { hog(&stop) })
	}
	length := time.Duration(choose(2, 10)) * time.Second
	var gaps []float64
	begin := time.Now()
	ticker := time.NewTicker(time.Millisecond)
	for last := begin; last.Sub(begin) < length; {
		<-ticker.C
		now := time.Now()
		gaps = append(gaps, float64(now.Sub(last)))
		last = now
	}
	stop.Store(true)
	ended.Wait()
	slices.Sort(gaps)
	at := func(part float64) float64 {
		return gaps[max(int(math.Ceil(part*float64(len(gaps))))-1, 0)] / 1e6
	}
	row(name, 0, "ticks", float64(len(gaps)), "count")
	row(name, 0, "gapMedian", at(0.5), "ms")
	row(name, 0, "gapP99", at(0.99), "ms")
	row(name, 0, "gapWorst", at(1), "ms")
}

func hogStart(name string) {
	for round := range choose(10, 30) {
		var started atomic.Bool
		var delay time.Duration
		done := make(chan bool)
		go func() {
			begin := time.Now()
			go func() {
				delay = time.Since(begin)
				started.Store(true)
			}()
			for !started.Load() {
			}
			done <- true
		}()
		<-done
		row(name, round, "delay", float64(delay)/1e6, "ms")
	}
}

func memory() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapInuse + stats.StackInuse)
}

func parked(name string) {
	count := choose(200_000, 1_000_000)
	for round := range choose(2, 3) {
		never := make(chan int)
		before := memory()
		var begun, ended sync.WaitGroup
		begun.Add(count)
		ended.Add(count)
		wall, cpu := cost(func() {
			go func() {
				for range count {
					go func() {
						begun.Done()
						<-never
						ended.Done()
					}()
				}
			}()
			begun.Wait()
		})
		row(name, round, "create", wall/1e6, "ms")
		row(name, round, "createCpu", cpu/1e6, "ms")
		row(name, round, "bytes", (memory()-before)/float64(count), "bytes each")
		wall, _ = cost(func() {
			close(never)
			ended.Wait()
		})
		row(name, round, "release", wall/1e6, "ms")
	}
}

func idle(name string) {
	never := make(chan int)
	for range 1_000 {
		go func() { <-never }()
	}
	time.Sleep(1500 * time.Millisecond)
	threads, before := switches()
	_, cpu := cost(func() { time.Sleep(time.Duration(choose(3, 10)) * time.Second) })
	_, after := switches()
	row(name, 0, "threads", float64(threads), "count")
	row(name, 0, "switches", float64(after-before), "count")
	row(name, 0, "cpu", cpu/1e6, "ms")
}

// switches counts the process's threads, and how often they have been switched away from.
func switches() (threads, count int) {
	tasks, _ := filepath.Glob("/proc/self/task/*/status")
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue
		}
		threads++
		for line := range strings.Lines(string(text)) {
			key, value, _ := strings.Cut(line, ":")
			if strings.HasSuffix(key, "voluntary_ctxt_switches") {
				n, _ := strconv.Atoi(strings.TrimSpace(value))
				count += n
			}
		}
	}
	return threads, count
}

package benchmarks

// The Go twins of dev.gopark.context in ../src/main/java.

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// keepContext stops the compiler from dropping contexts.
var keepContext context.Context

type ctxKey string

func liveParent(b *testing.B) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	return ctx
}

func endedContext() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	ctx.Done()
	cancel()
	return ctx
}

func BenchmarkWithCancel(b *testing.B) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		parent := liveParent(b)
		for pb.Next() {
			_, cancel := context.WithCancel(parent)
			cancel()
		}
	})
}

func BenchmarkWithCancelDone(b *testing.B) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		parent := liveParent(b)
		for pb.Next() {
			ctx, cancel := context.WithCancel(parent)
			ctx.Done()
			cancel()
		}
	})
}

func BenchmarkCommonParentCancel(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		x := uint64(0)
		for pb.Next() {
			ctx, cancel := context.WithCancel(context.WithValue(parent, ctxKey("key"), 1))
			x = syncWork(200, x+uint64(ctx.Value(ctxKey("key")).(int)))
			cancel()
		}
		syncSink.Store(x)
	})
}

func BenchmarkChildren100(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		top, cancel := context.WithCancel(parent)
		for range 100 {
			ctx, below := context.WithCancel(top)
			_ = below // ended from above
			keepContext = ctx
		}
		cancel()
	}
}

func BenchmarkCancelStorm(b *testing.B) {
	const storm = 1000
	b.ReportAllocs()
	for b.Loop() {
		top, cancel := context.WithCancel(context.Background())
		var ready, all sync.WaitGroup
		ready.Add(storm)
		for range storm {
			ctx, below := context.WithCancel(top)
			_ = below // ended from above
			all.Go(func() {
				ready.Done()
				<-ctx.Done()
			})
		}
		ready.Wait()
		cancel()
		all.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/storm, "ns/unit")
}

func BenchmarkWithTimeout(b *testing.B) {
	for _, live := range []int{40, 4_000, 400_000} {
		b.Run(fmt.Sprintf("concurrency=%d", live), func(b *testing.B) {
			stay := make([]context.CancelFunc, live)
			for i := range stay {
				_, stay[i] = context.WithTimeout(context.Background(), time.Hour)
			}
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				made := make([]context.CancelFunc, 10)
				for pb.Next() {
					for i := range made {
						_, made[i] = context.WithTimeout(context.Background(), time.Hour)
					}
					for _, cancel := range made {
						cancel()
					}
				}
			})
			b.StopTimer()
			for _, cancel := range stay {
				cancel()
			}
		})
	}
}

func BenchmarkCancelTree(b *testing.B) {
	roots := []struct {
		name string
		root context.Context
	}{
		{"Background", context.Background()},
		{"OpenCanceler", liveParent(b)},
		{"ClosedCanceler", endedContext()},
	}
	for _, depth := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
			for _, under := range roots {
				b.Run("Root="+under.name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						top, cancel := context.WithCancel(under.root)
						below := top
						for range depth - 1 {
							ctx, end := context.WithCancel(below)
							_ = end // ended from above
							below = ctx
						}
						cancel()
						keepContext = below
					}
				})
			}
		})
	}
}

func pollErr(b *testing.B, ctx context.Context, ended bool) {
	for b.Loop() {
		if (ctx.Err() != nil) != ended {
			b.Fatal("unexpected error")
		}
	}
}

func pollDone(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

func BenchmarkErrOK(b *testing.B)       { pollErr(b, liveParent(b), false) }
func BenchmarkErrCanceled(b *testing.B) { pollErr(b, endedContext(), true) }

func BenchmarkCheckCanceled(b *testing.B) {
	b.Run("Err", func(b *testing.B) { pollErr(b, endedContext(), true) })
	b.Run("Done", func(b *testing.B) {
		ctx := endedContext()
		for b.Loop() {
			if !pollDone(ctx) {
				b.Fatal("not ended")
			}
		}
	})
}

func BenchmarkContextCancelDone(b *testing.B) {
	ctx := liveParent(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if pollDone(ctx) {
				b.Error("ended")
			}
		}
	})
}

var valueDepths = []int{10, 20, 30, 50, 100}

func deepContext(depth int) context.Context {
	ctx := context.Background()
	for i := range depth {
		ctx = context.WithValue(ctx, ctxKey(fmt.Sprint("k", i)), i)
	}
	return ctx
}

func BenchmarkDeepValueSameGoRoutine(b *testing.B) {
	for _, depth := range valueDepths {
		b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
			ctx := deepContext(depth)
			for b.Loop() {
				if ctx.Value(ctxKey("missing")) != nil {
					b.Fatal("found")
				}
			}
		})
	}
}

func BenchmarkDeepValueNewGoRoutine(b *testing.B) {
	for _, depth := range valueDepths {
		b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
			ctx := deepContext(depth)
			for b.Loop() {
				done := make(chan struct{})
				go func() {
					keep := ctx.Value(ctxKey("missing"))
					_ = keep
					close(done)
				}()
				<-done
			}
		})
	}
}

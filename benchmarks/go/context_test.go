package benchmarks

import (
	"context"
	"strconv"
	"testing"
	"time"
)

// keep stops the compiler from dropping contexts.
var keep context.Context

type ctxKey string

func liveParent(b *testing.B) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	return ctx
}

func BenchmarkWithCancel(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		ctx, cancel := context.WithCancel(parent)
		cancel()
		keep = ctx
	}
}

func BenchmarkWithCancelDone(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		ctx, cancel := context.WithCancel(parent)
		ctx.Done()
		cancel()
		keep = ctx
	}
}

func BenchmarkWithTimeout(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		ctx, cancel := context.WithTimeout(parent, time.Hour)
		cancel()
		keep = ctx
	}
}

func BenchmarkChildren100(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		top, cancel := context.WithCancel(parent)
		for range 100 {
			keep, _ = context.WithCancel(top)
		}
		cancel()
	}
}

func BenchmarkChain100(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	for b.Loop() {
		top, cancel := context.WithCancel(parent)
		below := top
		for range 100 {
			below, _ = context.WithCancel(below)
		}
		cancel()
		keep = below
	}
}

func BenchmarkCommonParent(b *testing.B) {
	parent := liveParent(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, cancel := context.WithCancel(context.WithValue(parent, ctxKey("key"), 1))
			cancel()
		}
	})
}

func BenchmarkErrLive(b *testing.B) {
	ctx := liveParent(b)
	for b.Loop() {
		if ctx.Err() != nil {
			b.Fatal("ended")
		}
	}
}

func BenchmarkErrEnded(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	ctx.Done()
	cancel()
	for b.Loop() {
		if ctx.Err() == nil {
			b.Fatal("not ended")
		}
	}
}

func BenchmarkDonePoll(b *testing.B) {
	ctx := liveParent(b)
	for b.Loop() {
		select {
		case <-ctx.Done():
			b.Fatal("ended")
		default:
		}
	}
}

func BenchmarkValueMiss(b *testing.B) {
	for _, depth := range []int{10, 100} {
		b.Run(strconv.Itoa(depth), func(b *testing.B) {
			ctx := context.Background()
			for i := range depth {
				ctx = context.WithValue(ctx, ctxKey(strconv.Itoa(i)), i)
			}
			for b.Loop() {
				if ctx.Value(ctxKey("missing")) != nil {
					b.Fatal("found")
				}
			}
		})
	}
}

package benchmarks

// The Go twins of dev.gopark.sync.MapLoads and MapChanges.

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

const (
	mapKeys = 1024
	mapSome = 256

	// After so many operations of a goroutine a map that only grows starts again.
	mapGrowth = 1 << 18
)

// All goroutines use one map, which holds the keys from 0 on, each its own value; operation number i is told a
// number that no other operation is told.
func useMap(b *testing.B, present int, grows bool, operate func(m *sync.Map, i int)) {
	var shared atomic.Pointer[sync.Map]
	shared.Store(new(sync.Map))
	for i := range present {
		shared.Load().Store(i, i)
	}
	var id atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		base := mapKeys + int(id.Add(1)-1)<<26
		for n := 1; pb.Next(); n++ {
			i := base + n&(1<<26-1)
			if grows && i&(mapGrowth-1) == 0 {
				shared.Store(new(sync.Map))
			}
			operate(shared.Load(), i)
		}
	})
}

func BenchmarkMapLoadMostlyHits(b *testing.B) {
	useMap(b, mapKeys-1, false, func(m *sync.Map, i int) {
		m.Load(i % mapKeys)
	})
}

func BenchmarkMapLoadMostlyMisses(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.Load(i % mapKeys)
	})
}

func BenchmarkMapLoadOrStoreBalanced(b *testing.B) {
	useMap(b, mapSome/2, true, func(m *sync.Map, i int) {
		if i%mapSome < mapSome/2 {
			m.LoadOrStore(i%mapSome, i)
		} else {
			m.LoadOrStore(i, i)
		}
	})
}

func BenchmarkMapLoadOrStoreUnique(b *testing.B) {
	useMap(b, 0, true, func(m *sync.Map, i int) {
		m.LoadOrStore(i, i)
	})
}

func BenchmarkMapLoadOrStoreCollision(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.LoadOrStore(0, i)
	})
}

func BenchmarkMapLoadAndDeleteBalanced(b *testing.B) {
	useMap(b, mapSome/2, false, func(m *sync.Map, i int) {
		if i%mapSome < mapSome/2 {
			m.LoadAndDelete(i % mapSome)
		} else {
			m.LoadAndDelete(i)
		}
	})
}

func BenchmarkMapLoadAndDeleteUnique(b *testing.B) {
	useMap(b, 0, false, func(m *sync.Map, i int) {
		m.LoadAndDelete(i)
	})
}

func BenchmarkMapLoadAndDeleteCollision(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		if v, ok := m.LoadAndDelete(0); ok {
			m.Store(0, v)
		}
	})
}

func BenchmarkMapRange(b *testing.B) {
	useMap(b, mapKeys, false, func(m *sync.Map, i int) {
		m.Range(func(_, _ any) bool { return true })
	})
}

func BenchmarkMapClear(b *testing.B) {
	useMap(b, 0, false, func(m *sync.Map, i int) {
		if i%mapSome == 0 {
			m.Clear()
		} else {
			m.Store(i%mapSome, i)
		}
	})
}

func BenchmarkMapAdversarialAlloc(b *testing.B) {
	useMap(b, 0, true, func(m *sync.Map, i int) {
		m.Load(i)
		if i%mapKeys == 0 {
			m.LoadOrStore(i, i)
		}
	})
}

func BenchmarkMapAdversarialDelete(b *testing.B) {
	useMap(b, mapKeys, false, func(m *sync.Map, i int) {
		m.Load(i % mapKeys)
		if i%mapKeys == 0 {
			key := i / mapKeys % mapKeys
			m.LoadAndDelete(key)
			m.Store(key, i)
		}
	})
}

func BenchmarkMapDeleteCollision(b *testing.B) {
	useMap(b, 0, false, func(m *sync.Map, i int) {
		m.LoadAndDelete(0)
	})
}

func BenchmarkMapSwapCollision(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.Swap(0, i)
	})
}

func BenchmarkMapSwapMostlyHits(b *testing.B) {
	useMap(b, mapKeys-1, false, func(m *sync.Map, i int) {
		if i%mapKeys < mapKeys-1 {
			m.Swap(i%mapKeys, i)
		} else {
			m.Swap(i, i)
			m.LoadAndDelete(i)
		}
	})
}

func BenchmarkMapSwapMostlyMisses(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		if i%mapKeys < 1 {
			m.Swap(0, i)
		} else {
			m.Swap(i, i)
			m.LoadAndDelete(i)
		}
	})
}

func BenchmarkMapCompareAndSwapCollision(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.CompareAndSwap(0, 0, 1)
		m.CompareAndSwap(0, 1, 0)
	})
}

func BenchmarkMapCompareAndSwapNoExistingKey(b *testing.B) {
	useMap(b, 0, false, func(m *sync.Map, i int) {
		m.CompareAndSwap(i, 0, 0)
	})
}

func BenchmarkMapCompareAndSwapValueNotEqual(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.CompareAndSwap(0, 1, 2)
	})
}

func BenchmarkMapCompareAndSwapMostlyHits(b *testing.B) {
	useMap(b, mapKeys-1, false, func(m *sync.Map, i int) {
		m.CompareAndSwap(i%mapKeys, i%mapKeys, i%mapKeys)
	})
}

func BenchmarkMapCompareAndSwapMostlyMisses(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		m.CompareAndSwap(i%mapKeys, i%mapKeys, i%mapKeys)
	})
}

func BenchmarkMapCompareAndDeleteCollision(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		if m.CompareAndDelete(0, 0) {
			m.Store(0, 0)
		}
	})
}

func BenchmarkMapCompareAndDeleteMostlyHits(b *testing.B) {
	useMap(b, mapKeys-1, false, func(m *sync.Map, i int) {
		if m.CompareAndDelete(i%mapKeys, i%mapKeys) {
			m.Store(i%mapKeys, i%mapKeys)
		}
	})
}

func BenchmarkMapCompareAndDeleteMostlyMisses(b *testing.B) {
	useMap(b, 1, false, func(m *sync.Map, i int) {
		if m.CompareAndDelete(i%mapKeys, i%mapKeys) {
			m.Store(i%mapKeys, i%mapKeys)
		}
	})
}

// All goroutines load from one map, or store in it, one string key after the other: Go's benchmarks of the trie
// below sync.Map.
func useStrings(b *testing.B, n int, stores bool) {
	var m sync.Map
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%08x", uint32(i)*0x9E3779B9)
		if !stores {
			m.Store(keys[i], i)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if i >= n {
				i = 0
			}
			if stores {
				m.LoadOrStore(keys[i], i)
			} else {
				m.Load(keys[i])
			}
		}
	})
}

func BenchmarkMapStringsLoadSmall(b *testing.B) { useStrings(b, 8, false) }

func BenchmarkMapStringsLoad(b *testing.B) { useStrings(b, 128, false) }

func BenchmarkMapStringsLoadLarge(b *testing.B) { useStrings(b, 128<<10, false) }

func BenchmarkMapStringsLoadOrStore(b *testing.B) { useStrings(b, 128, true) }

func BenchmarkMapStringsLoadOrStoreLarge(b *testing.B) { useStrings(b, 128<<10, true) }

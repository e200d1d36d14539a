package benchmarks

import (
	"math/rand"
	"testing"
)

const (
	matrixSize  = 128
	smallMatrix = 8
)

type matrix [matrixSize][matrixSize]float64

var matrixA, matrixB, matrixProduct matrix

func BenchmarkMatmult(b *testing.B) {
	for i := range matrixSize {
		for j := range matrixSize {
			matrixA[i][j], matrixB[i][j] = rand.Float64(), rand.Float64()
		}
	}
	n := 0
	for b.Loop() {
		multiply(0, matrixSize, 0, matrixSize, 0, matrixSize)
		n += matrixSize * matrixSize * matrixSize
	}
	perOperation(b, n)
}

// multiply adds the products of rows i, columns j, and what is summed up, k: in halves of the longest side, at the
// same time where they do not write to the same places.
func multiply(i0, i1, j0, j1, k0, k1 int) {
	i, j, k := i1-i0, j1-j0, k1-k0
	switch {
	case max(i, j, k) <= smallMatrix:
		multiplySmall(i0, i1, j0, j1, k0, k1)
	case i >= j && i >= k:
		middle := i0 + i/2
		done := make(chan bool, 1)
		go func() {
			multiply(i0, middle, j0, j1, k0, k1)
			done <- true
		}()
		multiply(middle, i1, j0, j1, k0, k1)
		<-done
	case j >= k:
		middle := j0 + j/2
		done := make(chan bool, 1)
		go func() {
			multiply(i0, i1, j0, middle, k0, k1)
			done <- true
		}()
		multiply(i0, i1, middle, j1, k0, k1)
		<-done
	default:
		middle := k0 + k/2
		multiply(i0, i1, j0, j1, k0, middle)
		multiply(i0, i1, j0, j1, middle, k1)
	}
}

func multiplySmall(i0, i1, j0, j1, k0, k1 int) {
	for i := i0; i < i1; i++ {
		for j := j0; j < j1; j++ {
			sum := matrixProduct[i][j]
			for k := k0; k < k1; k++ {
				sum += matrixA[i][k] * matrixB[k][j]
			}
			matrixProduct[i][j] = sum
		}
	}
}

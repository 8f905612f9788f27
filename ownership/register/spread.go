package register

import (
	"slices"
	"sync"
)

// spread cuts the numbers below n into stretches and hands them to as many
// threads as the field may use. What is done must not depend on the cut.
func (f *Field) spread(n int, do func(from, to int)) { spread(f.threads, n, do) }

func spread(threads, n int, do func(from, to int)) {
	const least = 4096
	pieces := min(threads*8, n/least+1)
	if threads == 1 || pieces == 1 {
		do(0, n)
		return
	}
	each(threads, pieces, func(k int) { do(n*k/pieces, n*(k+1)/pieces) })
}

// each calls do for every number below n, on so many threads.
func each(threads, n int, do func(k int)) {
	var work sync.WaitGroup
	next := make(chan int, n)
	for k := range n {
		next <- k
	}
	close(next)
	for range min(threads, n) {
		work.Go(func() {
			for k := range next {
				do(k)
			}
		})
	}
	work.Wait()
}

// pick lists the numbers below n for which yes, which is asked once for each, by
// many threads at once.
func pick(threads, n int, yes func(i int) bool) []uint32 {
	const stretch = 1 << 16
	parts := make([][]uint32, n/stretch+1)
	each(threads, len(parts), func(k int) {
		var part []uint32
		for i := k * stretch; i < min((k+1)*stretch, n); i++ {
			if yes(i) {
				part = append(part, uint32(i))
			}
		}
		parts[k] = part
	})
	return slices.Concat(parts...)
}

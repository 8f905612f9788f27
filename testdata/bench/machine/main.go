// Machine measures what the results of a benchmark are to be read beside: how fast
// this machine copies memory, on one thread and on all.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	fmt.Printf("%d threads of %s/%s\n", runtime.GOMAXPROCS(0), runtime.GOOS, runtime.GOARCH)
	for _, threads := range []int{1, runtime.GOMAXPROCS(0)} {
		fmt.Printf("copies %.1f GB/s on %d threads\n", bandwidth(threads), threads)
	}
}

// bandwidth is how many gigabytes a second are copied, in the best of ten rounds.
func bandwidth(threads int) float64 {
	const size = 256 << 20 // of each thread; no cache holds it
	from, to := make([][]byte, threads), make([][]byte, threads)
	for k := range from {
		from[k], to[k] = make([]byte, size), make([]byte, size)
		for i := range from[k] {
			from[k][i] = byte(i)
		}
		copy(to[k], from[k])
	}
	best := 0.0
	for range 10 {
		start := time.Now()
		var work sync.WaitGroup
		for k := range from {
			work.Go(func() { copy(to[k], from[k]) })
		}
		work.Wait()
		best = max(best, float64(threads)*size/time.Since(start).Seconds()/1e9)
	}
	return best
}

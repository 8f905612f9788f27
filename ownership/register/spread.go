package register

import "sync"

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

package register

import (
	"bytes"
	"slices"
)

// ranked is a row of the entities on its way to its place in the order of ids.
type ranked struct {
	a   uint64
	b   uint32
	row uint32
}

// rank puts rows in the order of their ids, which are alike in the bytes before
// depth; a and b are the twelve behind those. Ids are compared twelve bytes at a
// time: rows are dealt into buckets of neighbouring ids by a sample, and sorted
// within each by their bytes (the radix sort of H. H. Seward, 1954).
func rank(rows []ranked, id func(row uint32) []byte, depth, threads int) {
	const perBucket = 1 << 13
	buckets := len(rows) / perBucket
	if buckets < 2 {
		sortBucket(rows, id, depth, new([]ranked))
		return
	}
	const over = 16 // sampled rows of each bucket
	sample := make([]uint64, 0, buckets*over)
	step := max(len(rows)/(buckets*over), 1)
	for i := 0; i < len(rows); i += step {
		sample = append(sample, rows[i].a)
	}
	slices.Sort(sample)
	var cuts []uint64
	for k := 1; k < buckets; k++ {
		cuts = append(cuts, sample[k*len(sample)/buckets])
	}
	cuts = slices.Compact(cuts)
	of := func(a uint64) int {
		low, n := 0, len(cuts)
		for n > 0 {
			half := n >> 1
			if cuts[low+half] <= a {
				low += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		return low
	}
	const pieces = 64
	counts := make([][]uint32, pieces)
	bucket := make([]uint16, len(rows))
	if len(cuts) > 1<<16-1 {
		cuts = thin(cuts, 1<<16-1)
	}
	each(threads, pieces, func(p int) {
		count := make([]uint32, len(cuts)+1)
		for i := len(rows) * p / pieces; i < len(rows)*(p+1)/pieces; i++ {
			b := of(rows[i].a)
			bucket[i] = uint16(b)
			count[b]++
		}
		counts[p] = count
	})
	begin := make([]uint32, len(cuts)+2)
	at := uint32(0)
	for b := range len(cuts) + 1 {
		begin[b] = at
		for p := range counts {
			counts[p][b], at = at, at+counts[p][b]
		}
	}
	begin[len(cuts)+1] = at
	dealt := make([]ranked, len(rows))
	each(threads, pieces, func(p int) {
		next := counts[p]
		for i := len(rows) * p / pieces; i < len(rows)*(p+1)/pieces; i++ {
			b := bucket[i]
			dealt[next[b]] = rows[i]
			next[b]++
		}
	})
	each(threads, len(cuts)+1, func(b int) {
		part := rows[begin[b]:begin[b+1]]
		copy(part, dealt[begin[b]:begin[b+1]])
		sortBucket(part, id, depth, new([]ranked))
	})
}

// thin keeps so many of the cuts.
func thin(cuts []uint64, n int) []uint64 {
	kept := make([]uint64, n)
	for i := range kept {
		kept[i] = cuts[i*len(cuts)/n]
	}
	return kept
}

// sortBucket sorts rows by twelve bytes of their ids from depth on, then those
// that are alike by the next twelve. Rows of one id stay in their order.
func sortBucket(rows []ranked, id func(row uint32) []byte, depth int, buffer *[]ranked) {
	const few = 48
	if len(rows) <= few {
		for i := 1; i < len(rows); i++ {
			r := rows[i]
			k := i
			for k > 0 && (rows[k-1].a > r.a || rows[k-1].a == r.a && rows[k-1].b > r.b) {
				rows[k] = rows[k-1]
				k--
			}
			rows[k] = r
		}
	} else {
		radix(rows, buffer)
	}
	for i := 0; i < len(rows); {
		n := i + 1
		for n < len(rows) && rows[n].a == rows[i].a && rows[n].b == rows[i].b {
			n++
		}
		if n-i > 1 {
			next := depth + keyBytes
			alike := rows[i:n]
			if len(alike) <= few {
				slices.SortStableFunc(alike, func(x, y ranked) int { return bytes.Compare(id(x.row), id(y.row)) })
			} else if slices.ContainsFunc(alike, func(r ranked) bool { return len(id(r.row)) > next }) {
				kept := slices.Clone(alike)
				for k := range alike {
					text := id(alike[k].row)
					alike[k].a, alike[k].b = prefix(text, min(next, len(text)), len(text))
				}
				a, b := kept[0].a, kept[0].b
				sortBucket(alike, id, next, buffer)
				for k := range alike {
					alike[k].a, alike[k].b = a, b
				}
			}
		}
		i = n
	}
}

// radix sorts rows by their twelve bytes, those that are the same in all left
// out.
func radix(rows []ranked, buffer *[]ranked) {
	if cap(*buffer) < len(rows) {
		*buffer = make([]ranked, len(rows))
	}
	from, to := rows, (*buffer)[:len(rows)]
	allA, anyA, allB, anyB := ^uint64(0), uint64(0), ^uint32(0), uint32(0)
	for i := range rows {
		allA &= rows[i].a
		anyA |= rows[i].a
		allB &= rows[i].b
		anyB |= rows[i].b
	}
	for digit := range keyBytes {
		var count [257]uint32
		if digit < 4 {
			shift := uint(8 * digit)
			if (allB^anyB)>>shift&0xff == 0 {
				continue
			}
			for i := range from {
				count[from[i].b>>shift&0xff+1]++
			}
			for k := range 256 {
				count[k+1] += count[k]
			}
			for i := range from {
				d := from[i].b >> shift & 0xff
				to[count[d]] = from[i]
				count[d]++
			}
		} else {
			shift := uint(8 * (digit - 4))
			if (allA^anyA)>>shift&0xff == 0 {
				continue
			}
			for i := range from {
				count[from[i].a>>shift&0xff+1]++
			}
			for k := range 256 {
				count[k+1] += count[k]
			}
			for i := range from {
				d := from[i].a >> shift & 0xff
				to[count[d]] = from[i]
				count[d]++
			}
		}
		from, to = to, from
	}
	if &from[0] != &rows[0] {
		copy(rows, from)
	}
}

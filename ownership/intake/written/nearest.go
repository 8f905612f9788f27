package written

// Nearest finds the candidate that a reader most likely meant: the one with
// the fewest edits of its folded form, the first of equals; empty when none is
// near enough to be worth naming.
func Nearest(text string, candidates []string) string {
	want := []rune(Fold(text))
	if len(want) == 0 || len(want) > 100 {
		return ""
	}
	best, name := max(len(want)/3, 1)+1, ""
	for _, c := range candidates {
		if len(c) > 400 {
			continue
		}
		have := []rune(Fold(c))
		if gap := len(have) - len(want); gap >= best || -gap >= best || len(have) == 0 {
			continue
		}
		if d := Edits(want, have, best); d < best && d < len(want) {
			best, name = d, c
		}
	}
	return name
}

// Edits counts the insertions, deletions, replacements and swaps of neighbours
// that make b of a (optimal string alignment), or returns limit as soon as no
// fewer will do.
func Edits(a, b []rune, limit int) int {
	before := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	next := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			next[j] = d
			least = min(least, d)
		}
		if least >= limit {
			return limit
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], limit)
}

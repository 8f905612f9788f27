package intake

import (
	"fmt"
	"strings"
)

// slug is a name as an id: its words with hyphens between them.
func slug(name string) string {
	const longest = 60
	var b strings.Builder
	for _, word := range nameWords(name) {
		word = strings.ReplaceAll(word, "/", "")
		if b.Len()+len(word)+1 > longest && b.Len() > 0 {
			break
		}
		if len(word) > longest {
			word = strings.ToValidUTF8(word[:longest], "")
		}
		if strings.ContainsAny(word, "%€$#") {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(word)
	}
	if b.Len() == 0 {
		return "holder"
	}
	return b.String()
}

// idSet is the ids that are taken.
type idSet struct {
	taken map[string]bool
	last  map[string]int // the last number that was put behind each
}

func newIDSet() idSet { return idSet{taken: map[string]bool{}, last: map[string]int{}} }

// has tells whether an id is taken.
func (s idSet) has(id string) bool { return s.taken[id] }

// take makes an id a taken one.
func (s idSet) take(id string) { s.taken[id] = true }

// free takes the id, with a number behind it when it is taken already.
func (s idSet) free(id string) string {
	free := id
	for s.taken[free] {
		s.last[id] = max(s.last[id], 1) + 1
		free = fmt.Sprintf("%s-%d", id, s.last[id])
	}
	s.taken[free] = true
	return free
}

package identity

import (
	"fmt"
	"strings"
)

// Slug is a name as an id: its words with hyphens between them.
func Slug(name string) string {
	const longest = 60
	var b strings.Builder
	for _, word := range Words(name) {
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

// IDs is the ids that are taken.
type IDs struct {
	taken map[string]bool
	last  map[string]int // the last number that was put behind each
}

// NewIDs has no id that is taken.
func NewIDs() IDs { return IDs{taken: map[string]bool{}, last: map[string]int{}} }

// Has tells whether an id is taken.
func (s IDs) Has(id string) bool { return s.taken[id] }

// Take makes an id a taken one.
func (s IDs) Take(id string) { s.taken[id] = true }

// Free takes the id, with a number behind it when it is taken already.
func (s IDs) Free(id string) string {
	free := id
	for s.taken[free] {
		s.last[id] = max(s.last[id], 1) + 1
		free = fmt.Sprintf("%s-%d", id, s.last[id])
	}
	s.taken[free] = true
	return free
}

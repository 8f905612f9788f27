package written

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression that is made when it is first needed: most
// commands need none of them, and together they take a while.
func Pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

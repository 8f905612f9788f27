package document

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestAddress(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.org/a?b=1&c=(d)#e": "https://example.org/a?b=1&c=(d)#e",
		"https://example.org/é|{}\\\"<>^`":  "https://example.org/%C3%A9%7C%7B%7D%5C%22%3C%3E%5E%60",
		"https://example.org/100%25":        "https://example.org/100%25",
		"https://example.org/?q=100%":       "https://example.org/?q=100%25",
		"https://example.org/#a#b":          "https://example.org/#a%23b",
		"https://[2001:db8::1]/[a]":         "https://[2001:db8::1]/%5Ba%5D",
		"http://example.org":                "",
		"javascript:alert(1)":               "",
		"https://":                          "",
		"https://user:password@example.org": "",
		"https://exämple.org":               "",
		"https://example.org/a b":           "",
		"https://example.org/a\nb":          "",
		"#section":                          "",
		"":                                  "",
	} {
		address, ok := Span{Link: link}.Address()
		assert.Equal(t, want, address, link)
		assert.Equal(t, want != "", ok, link)
	}
	rapid.Check(t, func(t *rapid.T) {
		address, ok := Span{Link: "https://" + rapid.String().Draw(t, "link")}.Address()
		if !ok {
			return
		}
		parsed, err := url.Parse(address)
		if err != nil || parsed.Scheme != "https" || parsed.Host == "" {
			t.Fatalf("%q is no address", address)
		}
		if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`{|}", r) }) {
			t.Fatalf("%q cannot stand in a document", address)
		}
	})
}

func TestTargetAndText(t *testing.T) {
	id, ok := Span{Link: "#holders"}.Target()
	assert.True(t, ok)
	assert.Equal(t, "holders", id)
	for _, link := range []string{"", "#", "https://example.org/#holders"} {
		_, ok := Span{Link: link}.Target()
		assert.False(t, ok, link)
	}
	assert.Equal(t, "ab", PlainText([]Span{{Text: "a", Bold: true}, {Text: "b"}}))
}

func TestContents(t *testing.T) {
	d := &Document{Sections: []Section{{ID: "a", Title: "A", Sections: []Section{{ID: "b", Title: "B", Sections: []Section{{ID: "c", Title: "C"}}}}}, {ID: "d", Title: "D"}}}
	assert.Equal(t, []Entry{{"a", "A", 1}, {"d", "D", 1}}, d.Contents(1))
	assert.Equal(t, []Entry{{"a", "A", 1}, {"b", "B", 2}, {"d", "D", 1}}, d.Contents(2))
	assert.Len(t, d.Contents(9), 4)
}

func TestListed(t *testing.T) {
	d := &Document{Sections: []Section{{Title: "A"}, {Title: "B"}}}
	assert.False(t, d.Listed(), "two headings need no list")
	d.Sections[1].Sections = []Section{{Title: "C"}}
	assert.True(t, d.Listed())
	assert.False(t, (&Document{Sections: d.Sections[1:]}).Listed(), "one section needs none")
}

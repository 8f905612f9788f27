package pdf

import (
	"testing"

	"egide/cmd/internal/document/specimen"
)

func BenchmarkWrite(b *testing.B) {
	d := specimen.Whole("en", "Rhône & Fils SA")
	for b.Loop() {
		if _, err := Write(d, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

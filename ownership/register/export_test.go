package register

import (
	"fmt"
	"strings"

	"egide/ownership"
)

// What the tests outside the package draw and compare with.
var (
	DrawDossier = drawDossier
	FromDossier = fromDossier
	WideLens    = wideLens
)

type Drawing = drawing

func NewDrawing(companies, others int, dirty, unknown bool) Drawing {
	return drawing{companies: companies, others: others, dirty: dirty, unknown: unknown}
}

// InPieces reads a file so many bytes at a time.
func (o Options) InPieces(bytes int) Options {
	o.piece = bytes
	return o
}

// Staged tells of the phases of reading.
func (o Options) Staged(done func(string)) Options {
	o.stage = done
	return o
}

// PutInOrder and FindControl are what a screening begins with.
func (f *Field) PutInOrder() { orderOf(f.Register, powersIn(f.Register), f.threads) }

func (f *Field) FindControl() {
	powers := powersIn(f.Register)
	f.findControls(orderOf(f.Register, powers, f.threads), powers)
}

// Dump writes all that a register says.
func (r *Register) Dump() string {
	var b strings.Builder
	for j := range r.Len() {
		fmt.Fprintf(&b, "%s %q %+v state %d\n", r.ID(j), r.Name(j), *r.Profile(j), r.state[j])
		for e, to := r.Row(j); e < to; e++ {
			fmt.Fprintf(&b, "\t%s mark %d", r.ID(r.Holder(e)), r.mark[e])
			for _, d := range ownership.Dimensions {
				lo, hi := r.Share(j, e, d)
				fmt.Fprintf(&b, " %s–%s", lo.RatString(), hi.RatString())
			}
			b.WriteByte('\n')
		}
	}
	for _, c := range r.concerts {
		fmt.Fprintf(&b, "%q %v\n", c.label, c.members)
	}
	return b.String()
}

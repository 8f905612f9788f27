package register

import (
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"egide/ownership"
)

// Form is how lines are written.
type Form int

// The forms: comma-separated with a header, and one JSON object a line.
const (
	CSV Form = iota
	JSONLines
)

// Writing says what is written of a register, and how.
type Writing struct {
	Form Form
	// Lines gives what a screening says of an entity; nil writes Collective
	// alone.
	Lines func(i int) Line
	// CollectiveOnly leaves out of the lines all but the collective figures.
	CollectiveOnly bool
	// CapitalOnly leaves out of those the votes.
	CapitalOnly bool
	// Collective are the figures of all holders outside together, by dimension;
	// one that is nil is not written.
	Collective [2]*Figures
	// Only are the numbers of the entities to write, ascending; nil is all of
	// those that can have holders.
	Only []int
	// Keep tells whether a line is written; nil keeps all.
	Keep func(*Line) bool
	// Verdicts are the words for the answers.
	Verdicts [3]string
	// Limits are percentages that no figure is rounded to.
	Limits []float64
	// Threads is how many to use; 0 is as many as there are. What is written does
	// not depend on it.
	Threads int
	// Seen is told of each line that is written, in no order, by many threads at
	// once; it may be nil.
	Seen func(thread, i int, l *Line)
	// Progress is told now and then how many lines of how many are done; it may
	// be nil.
	Progress func(done, total int64)

	chunk int // entities that a thread takes at a time; 0 is chunkLines
}

// CanBeHeld tells whether entity i is of a kind that has holders.
func (r *Register) CanBeHeld(i int) bool {
	switch r.Profile(i).Kind {
	case ownership.Person, ownership.State, ownership.PublicFloat, ownership.UnknownKind:
		return false
	}
	return true
}

// chunkLines is how many entities a thread takes at a time, unless a test wants
// fewer.
const chunkLines = 8192

// Write writes a line for each entity, in the order of their ids.
func (r *Register) Write(w io.Writer, o Writing) error {
	total := r.Len()
	if o.Only != nil {
		total = len(o.Only)
	}
	threads := o.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	held := make([]bool, len(r.profiles))
	for p := range r.profiles {
		held[p] = (&Register{profiles: r.profiles, profile: []uint32{uint32(p)}}).CanBeHeld(0)
	}
	f := &lineWriter{Register: r, Writing: &o, held: held, whole: o.Lines != nil && !o.CollectiveOnly}
	for _, limit := range o.Limits {
		f.marks = append(f.marks, int64(math.Round(limit*1e9)))
	}
	if o.Form == CSV {
		if _, err := w.Write(f.header()); err != nil {
			return err
		}
	}
	lines := cmp.Or(o.chunk, chunkLines)
	chunks := (total + lines - 1) / lines
	// Each chunk has a place in a ring; its text is written when all before it
	// are, and the place is free again.
	ring := make([]chan []byte, threads*2)
	free := make([]chan []byte, len(ring))
	for k := range ring {
		ring[k], free[k] = make(chan []byte, 1), make(chan []byte, 1)
		free[k] <- nil
	}
	// Places are given out in the order of the chunks, so that none is taken by
	// one of the next round.
	type job struct {
		chunk int
		text  []byte
	}
	next := make(chan job)
	stop := make(chan struct{})
	go func() {
		defer close(next)
		for c := range chunks {
			var text []byte
			select {
			case text = <-free[c%len(ring)]:
			case <-stop:
				return
			}
			select {
			case next <- job{c, text}:
			case <-stop:
				return
			}
		}
	}()
	var work sync.WaitGroup
	for thread := range threads {
		work.Go(func() {
			for j := range next {
				ring[j.chunk%len(ring)] <- f.lines(j.text[:0], thread, j.chunk*lines, min((j.chunk+1)*lines, total))
			}
		})
	}
	var err error
	for c := range chunks {
		text := <-ring[c%len(ring)]
		if len(text) > 0 {
			if _, err = w.Write(text); err != nil {
				break
			}
		}
		free[c%len(ring)] <- text
		if o.Progress != nil {
			o.Progress(int64(min((c+1)*lines, total)), int64(total))
		}
	}
	close(stop)
	work.Wait()
	return err
}

// lineWriter writes lines.
type lineWriter struct {
	*Register
	*Writing
	whole bool          // lines have all their columns
	held  []bool        // by profile
	near  atomic.Uint32 // what was read ahead
	marks []int64       // of the limits, in billionths of a percent
}

// without tells whether a dimension is not written.
func (f *lineWriter) without(d ownership.Dimension) bool {
	return f.Lines == nil && f.Collective[d] == nil || f.CapitalOnly && d == ownership.Votes
}

func (f *lineWriter) header() []byte {
	columns := []string{"id", "name", "country"}
	for _, d := range ownership.Dimensions {
		if f.without(d) {
			continue
		}
		columns = append(columns, d.String()+"_collective_low", d.String()+"_collective_high")
		if f.whole {
			columns = append(columns, d.String()+"_individual_low", d.String()+"_individual_high", d.String()+"_individual_holder")
		}
	}
	if f.whole {
		columns = append(columns, "controller", "verdict", "flags")
	}
	return []byte(strings.Join(columns, ",") + "\n")
}

func (f *lineWriter) lines(text []byte, thread, from, to int) []byte {
	near := byte(0)
	var rows [ahead]struct {
		i int
		Line
	}
	for ; from < to; from += ahead {
		some := rows[:0]
		for k := from; k < min(from+ahead, to); k++ {
			i := k
			if f.Only != nil {
				i = f.Only[k]
			} else if !f.held[f.profile[i]] {
				continue
			}
			some = some[:len(some)+1]
			row := &some[len(some)-1]
			if row.i = i; f.Lines != nil {
				if row.Line = f.Lines(i); f.Keep != nil && !f.Keep(&row.Line) {
					some = some[:len(some)-1]
					continue
				}
			} else {
				row.Line = Line{}
				for d, figures := range f.Collective {
					if figures != nil {
						row.Collective[d] = figures.At[i]
					}
				}
			}
		}
		// Ids and names stand in the file in its own order, each far from the
		// next.
		for k := range some {
			near |= f.glance(some[k].i)
		}
		if f.whole {
			for k := range some {
				near |= byte(f.refOf(some[k].Holder[0]) | f.refOf(some[k].Holder[1]) | f.refOf(some[k].Controller))
			}
			for k := range some {
				near |= f.glance(some[k].Holder[0]) | f.glance(some[k].Holder[1]) | f.glance(some[k].Controller)
			}
		}
		for k := range some {
			row := &some[k]
			if f.Seen != nil {
				f.Seen(thread, row.i, &row.Line)
			}
			if f.Form == JSONLines {
				text = f.object(text, row.i, &row.Line)
			} else {
				text = f.row(text, row.i, &row.Line)
			}
		}
	}
	f.near.Or(uint32(near))
	return text
}

// refOf is where the id of an entity stands; nothing for NoHolder.
func (f *lineWriter) refOf(i int) ref {
	if i == NoHolder {
		return 0
	}
	return f.ids[i]
}

// glance reads the first byte of an entity's id.
func (f *lineWriter) glance(i int) byte {
	if at := f.refOf(i); at != 0 {
		return f.texts.at(at)[0]
	}
	return 0
}

func (f *lineWriter) row(text []byte, i int, l *Line) []byte {
	text = csvCell(text, f.texts.at(f.ids[i]))
	text = append(text, ',')
	text = csvCell(text, f.texts.at(f.names[i]))
	text = append(text, ',')
	text = append(text, f.Profile(i).Country()...)
	for d := range l.Collective {
		if f.without(ownership.Dimension(d)) {
			continue
		}
		text = f.percent(append(text, ','), l.Collective[d].Low)
		text = f.percent(append(text, ','), l.Collective[d].High)
		if !f.whole {
			continue
		}
		text = f.percent(append(text, ','), l.Individual[d].Low)
		text = f.percent(append(text, ','), l.Individual[d].High)
		text = append(text, ',')
		if h := l.Holder[d]; h != NoHolder {
			text = csvCell(text, f.texts.at(f.ids[h]))
		} else if l.Acting != nil {
			text = csvCell(text, []byte(l.Acting.Holder[d]))
		}
	}
	if f.whole {
		text = append(text, ',')
		if l.Controller != NoHolder {
			text = csvCell(text, f.texts.at(f.ids[l.Controller]))
		} else if l.Acting != nil {
			text = csvCell(text, []byte(l.Acting.Controller))
		}
		text = append(text, ',')
		text = append(text, f.Verdicts[l.Answer]...)
		text = append(text, ',')
		for k, flag := range f.flags(i, l) {
			if flag {
				if text[len(text)-1] != ',' {
					text = append(text, ';')
				}
				text = append(text, flagNames[k]...)
			}
		}
	}
	return append(text, '\n')
}

func (f *lineWriter) object(text []byte, i int, l *Line) []byte {
	text = jsonText(append(text, `{"id":`...), f.texts.at(f.ids[i]))
	text = jsonText(append(text, `,"name":`...), f.texts.at(f.names[i]))
	text = append(text, `,"country":`...)
	if country := f.Profile(i).Country(); country != "" {
		text = jsonText(text, []byte(country))
	} else {
		text = append(text, "null"...)
	}
	for d := range l.Collective {
		if f.without(ownership.Dimension(d)) {
			continue
		}
		text = append(append(append(text, `,"`...), ownership.Dimension(d).String()...), `":{"collective":`...)
		text = f.interval(text, l.Collective[d])
		if f.whole {
			text = f.interval(append(text, `,"individual":`...), l.Individual[d])
			text = append(text[:len(text)-1], `,"holder":`...)
			text = append(f.entity(text, l.Holder[d], l.acting().Holder[d]), '}')
		}
		text = append(text, '}')
	}
	if f.whole {
		text = f.entity(append(text, `,"controller":`...), l.Controller, l.acting().Controller)
		text = jsonText(append(text, `,"verdict":`...), []byte(f.Verdicts[l.Answer]))
		text = append(text, `,"flags":[`...)
		for k, flag := range f.flags(i, l) {
			if flag {
				if text[len(text)-1] != '[' {
					text = append(text, ',')
				}
				text = jsonText(text, []byte(flagNames[k]))
			}
		}
		text = append(text, ']')
	}
	return append(text, "}\n"...)
}

// flagNames are what may be remarked of a line: more than 100.05 % is recorded of
// the company, so that its shares are ranges; and the figures could not be
// narrowed down to the best that the register allows.
var flagNames = [...]string{"over_100", "wide"}

func (f *lineWriter) flags(i int, l *Line) [len(flagNames)]bool {
	return [...]bool{f.state[i]&(overCapital|overVotes) != 0, l.Rough}
}

func (f *lineWriter) interval(text []byte, at Figure) []byte {
	text = f.percent(append(text, `{"low":`...), at.Low)
	text = f.percent(append(text, `,"high":`...), at.High)
	return append(text, '}')
}

// acting are the concerts of a line, without any where it names none.
func (l *Line) acting() Acting {
	if l.Acting == nil {
		return Acting{}
	}
	return *l.Acting
}

// entity writes the id of an entity; failing one, a reference to a concert.
func (f *lineWriter) entity(text []byte, i int, concert ownership.Ref) []byte {
	switch {
	case i == NoHolder && concert == "":
		return append(text, "null"...)
	case i == NoHolder:
		return jsonText(text, []byte(concert))
	}
	return jsonText(text, f.texts.at(f.ids[i]))
}

// percent writes a ratio in percent, with nine decimals at most. A figure that is
// beside a limit, by more than floats are out, is not rounded to it.
func (f *lineWriter) percent(text []byte, ratio float64) []byte {
	exact := ratio * 1e11
	n := int64(exact + 0.5)
	if n <= 0 {
		return append(text, '0')
	}
	for _, mark := range f.marks {
		if n == mark {
			const noise = 1e-2 // 10⁻¹¹ of a percent
			switch beside := exact - float64(mark); {
			case beside > noise:
				n++
			case beside < -noise:
				n--
			}
		}
	}
	text = strconv.AppendInt(text, n/1e9, 10)
	rest := n % 1e9
	if rest == 0 {
		return text
	}
	text = append(text, '.')
	for unit := int64(1e8); rest > 0; unit /= 10 {
		text = append(text, byte('0'+rest/unit))
		rest %= unit
	}
	return text
}

// csvCell writes a cell of a comma-separated file. One that a spreadsheet would
// take for a formula begins with an apostrophe.
func csvCell(text, value []byte) []byte {
	if len(value) == 0 {
		return text
	}
	if value[0] > '@' && value[0] < utf8.RuneSelf || value[0] >= '0' && value[0] <= '9' {
		if plainText(value) {
			return append(text, value...)
		}
	}
	s := string(value)
	if first := strings.TrimLeft(s, " \u00a0"); first != "" && strings.ContainsRune("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20", []rune(first)[0]) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",\"\r\n") && !strings.HasPrefix(s, " ") {
		return append(text, s...)
	}
	return append(append(append(text, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}

// plainText tells whether a text has no comma, no quotation mark and no control
// character in it.
func plainText(text []byte) bool {
	const comma, quote, space, high = eachByte * ',', eachByte * '"', eachByte * ' ', eachByte * 0x80
	for ; len(text) >= 8; text = text[8:] {
		word := binary.LittleEndian.Uint64(text)
		if (matching(word, comma)|matching(word, quote)|(word-space)&^word)&high != 0 {
			return false
		}
	}
	for _, c := range text {
		if c == ',' || c == '"' || c < ' ' {
			return false
		}
	}
	return true
}

// jsonText writes a JSON string.
func jsonText(text, value []byte) []byte {
	const hex = "0123456789abcdef"
	text = append(text, '"')
	if !utf8.Valid(value) {
		value = []byte(strings.ToValidUTF8(string(value), "\uFFFD"))
	}
	for _, c := range value {
		switch {
		case c == '"' || c == '\\':
			text = append(text, '\\', c)
		case c < ' ' || c == 0x7f:
			text = append(text, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			text = append(text, c)
		}
	}
	return append(text, '"')
}

package register

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"egide/ownership"
)

// Options say how a register is read.
type Options struct {
	AsOf    ownership.Date
	Dialect Dialect
	// Threads is how many to use; 0 is as many as there are. What is read never
	// depends on it.
	Threads int
	// Note is given each fault of a row, in the order of the files; it may be nil.
	Note func(ownership.Note)
	// Numbers has LEIs and registration numbers kept, to find entities by.
	Numbers bool
	// Rights are those of rights.csv, as somebody else read them.
	Rights []*ownership.Right
	// Progress is told from time to time how many bytes of how many were read; it
	// may be nil, and is called by one thread at a time.
	Progress func(done, total int64)

	stage func(done string) // told when a phase is done; nil tells nobody
	piece int               // bytes that one thread reads at a time; 0 is pieceSize
}

// The files of a folder that [ReadFolder] reads.
const (
	EntitiesFile = "entities.csv"
	HoldingsFile = "shareholdings.csv"
)

// ReadFolder reads the register in a folder. Its files are mapped into memory
// and not copied: they must stay as they are until [Register.Close].
func ReadFolder(folder string, o Options) (*Register, error) {
	var tables [2]Table
	var releases []func() error
	release := func() error {
		var err error
		for _, r := range releases {
			err = errors.Join(err, r())
		}
		return err
	}
	for k, name := range [2]string{EntitiesFile, HoldingsFile} {
		text, free, err := mapFile(filepath.Join(folder, name))
		if err != nil {
			if errors.Is(err, os.ErrNotExist) && k == 1 {
				// No holdings are recorded: nothing is known of anybody.
				tables[k] = Table{File: name, Text: []byte("holder,issuer\n")}
				continue
			}
			return nil, errors.Join(err, release())
		}
		releases = append(releases, free)
		tables[k] = Table{File: name, Text: text}
	}
	r, err := Read(tables[0], tables[1], o)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	r.release = release
	return r, nil
}

// Close gives back what the register was read from. It is not to be used
// afterwards.
func (r *Register) Close() error {
	if r.release == nil {
		return nil
	}
	return r.release()
}

// Read reads a register from its two tables. A row with a fault is left out
// when it names nobody, and read as far as it can be otherwise: a place that
// cannot be read is not known, and so is a share. The error is a [*Faults] when
// a table as a whole cannot be read.
func Read(entities, holdings Table, o Options) (*Register, error) {
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Note == nil {
		o.Note = func(ownership.Note) {}
	}
	if o.stage == nil {
		o.stage = func(string) {}
	}
	if o.piece == 0 {
		o.piece = pieceSize
	}
	var faults Faults
	e, err := o.Dialect.open(entities, "entities", "id")
	var wrong *Faults
	if errors.As(err, &wrong) {
		faults.Notes = append(faults.Notes, wrong.Notes...)
	}
	h, err := o.Dialect.open(holdings, "shareholdings", "holder", "issuer")
	if errors.As(err, &wrong) {
		faults.Notes = append(faults.Notes, wrong.Notes...)
	}
	if len(faults.Notes) > 0 {
		return nil, &faults
	}
	for _, t := range []*table{e, h} {
		for _, n := range t.notes {
			o.Note(n)
		}
	}
	r := &Register{AsOf: o.AsOf, rights: o.Rights}
	p := &progress{tell: o.Progress, total: int64(len(e.Text) + len(h.Text))}
	x, err := r.readEntities(e, &o, p)
	if err != nil {
		return nil, err
	}
	o.stage("index")
	chunks, hoard, err := r.readHoldings(h, x, &o, p)
	if err != nil {
		return nil, err
	}
	o.stage("holdings")
	r.assemble(chunks, hoard, o.Threads)
	o.stage("order")
	return r, nil
}

// giveBack gives the memory of what is done with back before as much is needed
// again, when there are so many entities that memory is scarcer than time.
func giveBack(entities int) {
	if entities > 20_000_000 {
		debug.FreeOSMemory()
	}
}

// progress adds up what was read.
type progress struct {
	tell        func(done, total int64)
	done, total int64
	busy        atomic.Bool
}

func (p *progress) add(bytes int) {
	done := atomic.AddInt64(&p.done, int64(bytes))
	if p.tell != nil && p.busy.CompareAndSwap(false, true) {
		p.tell(done, p.total)
		p.busy.Store(false)
	}
}

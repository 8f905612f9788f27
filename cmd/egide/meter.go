package main

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"egide/cmd/internal/report"
)

// meter tells on a terminal how far a long piece of work is, how fast it goes and
// how long it will still take. Elsewhere it says nothing.
type meter struct {
	s             *session
	what          string
	unit          atomic.Pointer[unit]
	at, total     atomic.Int64
	start         time.Time
	stop, stopped chan struct{}
}

// unit is what a rate is counted in: the code of its sentence, and how many of
// what was counted make one.
type unit struct {
	code  string
	scale float64
}

var (
	megabytes = &unit{"meter-megabytes", 1 << 20}
	lines     = &unit{"meter-lines", 1}
	records   = &unit{"meter-records", 1}
)

// meter begins to tell of a piece of work, in the words of a code.
func (s *session) meter(code, file string) *meter {
	m := &meter{s: s, what: s.voice.Word(code, "file", file), start: time.Now()}
	if !isTerminal(s.stderr) {
		return m
	}
	m.stop, m.stopped = make(chan struct{}), make(chan struct{})
	go m.run()
	return m
}

func (m *meter) run() {
	defer close(m.stopped)
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-m.stop:
			if shown {
				fmt.Fprint(m.s.stderr, "\r\x1b[K")
			}
			return
		case <-tick.C:
			shown = true
			fmt.Fprint(m.s.stderr, "\r\x1b[K"+report.Clean(m.line(time.Since(m.start))))
		}
	}
}

// line is what is told after a time.
func (m *meter) line(spent time.Duration) string {
	at, total, seconds := m.at.Load(), m.total.Load(), spent.Seconds()
	u := m.unit.Load()
	if u == nil || at == 0 || seconds == 0 {
		return m.s.voice.Word("meter-begun", "what", m.what, "n", strconv.Itoa(int(seconds)))
	}
	rate := m.s.voice.Word(u.code, "n", m.s.voice.Count(int(float64(at)/seconds/u.scale)))
	if total == 0 {
		return m.s.voice.Word("meter-open", "what", m.what, "rate", rate, "n", strconv.Itoa(int(seconds)))
	}
	left := seconds * float64(total-at) / float64(at)
	return m.s.voice.Word("meter-known", "what", m.what, "percent", strconv.FormatInt(100*at/total, 10), "rate", rate, "n", strconv.Itoa(int(left+0.5)))
}

// bytes tells of bytes that were read of so many.
func (m *meter) bytes(done, total int64) {
	m.total.Store(total)
	m.at.Store(done)
	m.unit.Store(megabytes)
}

// lines tells of lines that were written of so many.
func (m *meter) lines(done, total int64) {
	m.total.Store(total)
	m.at.Store(done)
	m.unit.Store(lines)
}

// records tells of records that were read of nobody knows how many.
func (m *meter) records(done int) {
	m.at.Store(int64(done))
	m.unit.Store(records)
}

// done ends it, and wipes the line.
func (m *meter) done() {
	if m.stop != nil {
		close(m.stop)
		<-m.stopped
		m.stop = nil
	}
}

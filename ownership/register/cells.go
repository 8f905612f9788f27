package register

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode"
	"unicode/utf8"

	"egide/ownership"
)

// scanner takes the rows of a delimited text apart, many bytes at a time. It
// copies nothing: a cell is where it stands.
type scanner struct {
	text   []byte
	pos    int
	end    int
	comma  byte
	quotes bool // there are quotation marks in the text

	cells  [mostColumns]span
	n      int // cells of the row, those beyond mostColumns included
	start  int // of the row
	broken string
	column int // of the cell in which it is broken, from one
}

// mostColumns is how many columns of a table are looked at.
const mostColumns = 64

// span is a cell: its bytes, without the quotation marks around them.
type span struct {
	from, to int
	doubled  bool // there are doubled quotation marks in it
}

const (
	eachByte = 0x0101010101010101
	lowBits  = 0x7f7f7f7f7f7f7f7f
)

// matching marks the bytes of a word that are equal to that of a pattern, exactly.
func matching(word, pattern uint64) uint64 {
	t := word ^ pattern
	return ^((t&lowBits + lowBits) | t | lowBits)
}

// next finds the cells of the next row that is neither blank nor a comment; it
// returns false at the end. A row with a fault in its quotation marks has
// broken set to the fault's code.
func (s *scanner) next() bool {
	for s.pos < s.end {
		s.start, s.n, s.broken = s.pos, 0, ""
		s.scan()
		first := s.cells[0]
		if s.broken != "" || s.n > 1 || first.to > first.from {
			if s.text[s.start] == '#' {
				continue
			}
			if s.broken == "" && s.blank() {
				continue
			}
			return true
		}
	}
	return false
}

// blank tells whether a row has delimiters alone.
func (s *scanner) blank() bool {
	for k := range min(s.n, mostColumns) {
		if len(s.cell(k)) > 0 {
			return false
		}
	}
	return true
}

// scan finds the cells of one row.
func (s *scanner) scan() {
	comma, newline, quote := eachByte*uint64(s.comma), uint64(eachByte*'\n'), uint64(eachByte*'"')
	text, from, pos, n := s.text, s.pos, s.pos, 0
	for pos+8 <= s.end {
		word := binary.LittleEndian.Uint64(text[pos:])
		marks := matching(word, comma) | matching(word, newline)
		if s.quotes {
			marks |= matching(word, quote)
		}
		for marks != 0 {
			at := pos + bits.TrailingZeros64(marks)>>3
			marks &= marks - 1
			switch text[at] {
			case '\n':
				s.put(n, from, at)
				s.n, s.pos = n+1, at+1
				return
			case '"':
				s.slow()
				return
			}
			if n < mostColumns {
				s.cells[n] = span{from: from, to: at}
			}
			n++
			from = at + 1
		}
		pos += 8
	}
	s.slow()
}

// put enters the last cell of a row.
func (s *scanner) put(n, from, to int) {
	if to > from && s.text[to-1] == '\r' {
		to--
	}
	if n < mostColumns {
		s.cells[n] = span{from: from, to: to}
	}
}

// slow finds the cells of a row with quotation marks, or at the end of the text.
func (s *scanner) slow() {
	s.n = 0
	pos := s.pos
	for {
		from := pos
		// Space in front of a quotation mark is not text.
		mark := pos
		for mark < s.end && (s.text[mark] == ' ' || s.text[mark] == '\t' && s.comma != '\t') {
			mark++
		}
		if s.quotes && mark < s.end && s.text[mark] == '"' {
			cell := span{from: mark + 1}
			pos = mark + 1
			for {
				k := bytes.IndexByte(s.text[pos:s.end], '"')
				if k < 0 {
					s.give("quote-not-closed")
					return
				}
				pos += k + 1
				if pos < s.end && s.text[pos] == '"' {
					cell.doubled = true
					pos++
					continue
				}
				break
			}
			cell.to = pos - 1
			if s.n < mostColumns {
				s.cells[s.n] = cell
			}
			s.n++
			if pos < s.end && s.text[pos] == '\r' {
				pos++
			}
			switch {
			case pos == s.end:
				s.pos = pos
			case s.text[pos] == '\n':
				s.pos = pos + 1
			case s.text[pos] == s.comma:
				pos++
				continue
			default:
				s.give("quote-inside")
				return
			}
			return
		}
		for pos < s.end && s.text[pos] != s.comma && s.text[pos] != '\n' {
			if s.text[pos] == '"' {
				s.give("quote-inside")
				return
			}
			pos++
		}
		if pos < s.end && s.text[pos] == s.comma {
			if s.n < mostColumns {
				s.cells[s.n] = span{from: from, to: pos}
			}
			s.n++
			pos++
			continue
		}
		s.put(s.n, from, pos)
		s.n++
		s.pos = min(pos+1, s.end)
		return
	}
}

// give gives a row up: what follows its first line is read as rows again.
func (s *scanner) give(code string) {
	s.broken, s.column = code, s.n+1
	k := bytes.IndexByte(s.text[s.start:s.end], '\n')
	if k < 0 {
		s.pos = s.end
		return
	}
	s.pos = s.start + k + 1
}

// cell is the text of the cell at a place of the row, without space around it;
// nil when the row is shorter.
func (s *scanner) cell(k int) []byte {
	if k < 0 || k >= s.n || k >= mostColumns {
		return nil
	}
	c := s.cells[k]
	text := s.text[c.from:c.to]
	if n := len(text); n == 0 || !c.doubled && text[0] > ' ' && text[0] < utf8.RuneSelf && text[n-1] > ' ' && text[n-1] < utf8.RuneSelf {
		return text
	}
	if c.doubled {
		text = bytes.ReplaceAll(text, []byte(`""`), []byte{'"'})
	}
	return trim(text)
}

// trim takes away white space at both ends, no-break spaces and characters of
// no width included.
func trim(text []byte) []byte {
	return bytes.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF
	})
}

// echo is a cell as a message may repeat it.
func echo(text []byte) string {
	return ownership.Excerpt(string(text[:min(len(text), utf8.UTFMax*(ownership.ExcerptLength+1))]))
}

// pieceSize is how much of a file one thread reads at a time, in bytes.
const pieceSize = 4 << 20

// pieces cuts a text at ends of rows, into pieces that can be read apart. Where
// it cuts does not depend on how many threads there are.
func pieces(text []byte, comma byte, size int) (ends []int, quotes bool) {
	quotes = bytes.IndexByte(text, '"') >= 0
	next := size
	if !quotes {
		for next < len(text) {
			k := bytes.IndexByte(text[next:], '\n')
			if k < 0 {
				break
			}
			ends = append(ends, next+k+1)
			next += k + 1 + size
		}
		return append(ends, len(text)), false
	}
	// From one quoted cell to the next: a cut inside one would tear it apart.
	pos := 0
	for {
		k := bytes.IndexByte(text[pos:], '"')
		limit := len(text)
		if k >= 0 {
			limit = pos + k
		}
		for next < limit {
			line := bytes.IndexByte(text[next:limit], '\n')
			if line < 0 {
				break
			}
			ends = append(ends, next+line+1)
			next += line + 1 + size
		}
		if k < 0 {
			return append(ends, len(text)), true
		}
		mark := limit
		pos = mark + 1
		if !opensCell(text, mark, comma) {
			continue
		}
		for {
			k := bytes.IndexByte(text[pos:], '"')
			if k < 0 {
				pos = mark + 1 // never closed: not a quoted cell
				break
			}
			pos += k + 1
			if pos < len(text) && text[pos] == '"' {
				pos++
				continue
			}
			break
		}
		next = max(next, pos)
	}
}

// opensCell tells whether the quotation mark at a place is at the front of a
// cell.
func opensCell(text []byte, at int, comma byte) bool {
	for at--; at >= 0; at-- {
		switch text[at] {
		case comma, '\n':
			return true
		case ' ', '\t':
		default:
			return false
		}
	}
	return true
}

// unprinted tells whether no screen shows a character.
func unprinted(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) }

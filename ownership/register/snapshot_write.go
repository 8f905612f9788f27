package register

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"

	"egide/ownership"
)

// WriteSnapshot writes the register as a snapshot, in one go: see
// [OpenSnapshot]. The same register gives the same bytes. Origin are the files
// that it was made from, which the snapshot remembers.
func (r *Register) WriteSnapshot(w io.Writer, origin []ownership.Input) error {
	s := &snapshotWriter{out: bufio.NewWriterSize(w, 1<<20)}
	head := make([]byte, pageBytes)
	copy(head, signature)
	binary.LittleEndian.PutUint32(head[len(signature):], snapshotVersion)
	s.write(head)

	ids, names, numbers := r.packTexts(s)
	s.section(sectionIDs, bytesOf(ids))
	s.section(sectionNames, bytesOf(names))
	s.section(sectionProfile, bytesOf(r.profile))
	s.section(sectionProfiles, packProfiles(r.profiles))
	s.section(sectionFirst, bytesOf(r.first))
	s.section(sectionHolder, bytesOf(r.holder))
	shares := [][]uint32{r.lo[0], r.hi[0], r.lo[1], r.hi[1]}
	for k, share := range shares {
		n := sectionLoCapital + section(k)
		if same := slices.IndexFunc(shares[:k], func(other []uint32) bool { return len(other) > 0 && &other[0] == &share[0] }); same >= 0 {
			s.entries[n] = s.entries[sectionLoCapital+section(same)]
			continue
		}
		s.section(n, bytesOf(share))
	}
	s.section(sectionMark, bytesOf(r.mark))
	s.section(sectionState, bytesOf(r.state))
	s.section(sectionOdd, bytesOf(r.odd))
	s.section(sectionOddShare, bytesOf(r.oddShare))
	s.section(sectionConcerts, packConcerts(r.concerts))
	rights, of := r.packRights()
	s.section(sectionRights, rights)
	s.section(sectionRightsOf, bytesOf(of))
	s.section(sectionCounts, r.Counts.pack())
	s.section(sectionOrigin, packOrigin(origin))
	s.section(sectionNumbers, bytesOf(numbers))
	s.finish(r.AsOf)
	if s.err == nil {
		s.err = s.out.Flush()
	}
	return s.err
}

// snapshotWriter writes sections and keeps the sums of the blocks.
type snapshotWriter struct {
	out     *bufio.Writer
	at      uint64
	sum     uint32 // of the block so far
	sums    []uint32
	entries [sections]entry
	err     error
}

// write writes bytes, and sums them up block by block.
func (s *snapshotWriter) write(b []byte) {
	for len(b) > 0 && s.err == nil {
		n := min(len(b), blockBytes-int(s.at%blockBytes))
		s.sum = crc32.Update(s.sum, castagnoli, b[:n])
		_, s.err = s.out.Write(b[:n])
		s.at += uint64(n)
		b = b[n:]
		if s.at%blockBytes == 0 {
			s.sums, s.sum = append(s.sums, s.sum), 0
		}
	}
}

// pad goes on to the beginning of a page.
func (s *snapshotWriter) pad() {
	if rest := s.at % pageBytes; rest > 0 {
		s.write(make([]byte, pageBytes-rest))
	}
}

func (s *snapshotWriter) section(n section, b []byte) {
	s.pad()
	s.entries[n] = entry{s.at, uint64(len(b))}
	s.write(b)
}

// finish writes the sums and the table.
func (s *snapshotWriter) finish(day ownership.Date) {
	s.pad()
	sumsAt := s.at
	all := s.sums
	if s.at%blockBytes != 0 {
		all = append(all, s.sum)
	}
	sums := make([]byte, 0, 4*len(all))
	for _, sum := range all {
		sums = binary.LittleEndian.AppendUint32(sums, sum)
	}
	sums = append(sums, make([]byte, (pageBytes-len(sums)%pageBytes)%pageBytes)...)
	s.write(sums)
	tail := make([]byte, pageBytes)
	copy(tail, signature)
	binary.LittleEndian.PutUint32(tail[tailVersion:], snapshotVersion)
	binary.LittleEndian.PutUint32(tail[tailAsOf:], uint32(day))
	binary.NativeEndian.PutUint64(tail[tailOrder:], nativeOrder)
	binary.LittleEndian.PutUint64(tail[tailSize:], s.at+pageBytes)
	binary.LittleEndian.PutUint64(tail[tailSumsAt:], sumsAt)
	for n, e := range s.entries {
		binary.LittleEndian.PutUint64(tail[tailEntries+16*n:], e.offset)
		binary.LittleEndian.PutUint64(tail[tailEntries+16*n+8:], e.length)
	}
	binary.LittleEndian.PutUint32(tail[tailSumsSum:], crc32.Checksum(sums, castagnoli))
	binary.LittleEndian.PutUint32(tail[tailSum:], crc32.Checksum(tail[:tailSum], castagnoli))
	s.write(tail)
}

// packTexts writes the ids, in order, then the names and the numbers, and returns
// where they are.
func (r *Register) packTexts(s *snapshotWriter) (ids, names []ref, numbers []numbered) {
	from := s.at
	pack := func(refs []ref) []ref {
		packed := make([]ref, len(refs))
		for i, text := range refs {
			packed[i] = newRef(0, int(s.at-from), text.length())
			s.write(r.texts.at(text))
		}
		return packed
	}
	ids, names = pack(r.ids), pack(r.names)
	numbers = slices.Clone(r.numbers)
	for i := range numbers {
		own := numbers[i].text
		numbers[i].text = newRef(0, int(s.at-from), own.length())
		s.write(r.texts.at(own))
	}
	s.entries[sectionTexts] = entry{from, s.at - from}
	return ids, names, numbers
}

func packProfiles(profiles []Profile) []byte {
	var p packer
	p.numbers(len(profiles))
	for _, f := range profiles {
		for _, text := range []string{
			string(f.Kind), f.RegisteredOffice, f.CentralAdministration, f.PrincipalEstablishment, f.Nationality, f.Residence, string(f.Listed),
		} {
			p.text(text)
		}
		p.answer(f.Ultimate)
		p.answer(f.Nominee)
	}
	return p.b
}

func (u *unpacker) profiles() []Profile {
	all := make([]Profile, u.count())
	for i := range all {
		f := &all[i]
		f.Kind = ownership.Kind(u.text())
		for _, to := range []*string{&f.RegisteredOffice, &f.CentralAdministration, &f.PrincipalEstablishment, &f.Nationality, &f.Residence} {
			*to = u.text()
		}
		f.Listed = ownership.Listing(u.text())
		f.Ultimate, f.Nominee = u.number() != 0, u.number() != 0
	}
	return all
}

func packConcerts(concerts []concert) []byte {
	var p packer
	p.numbers(len(concerts))
	for _, c := range concerts {
		p.text(c.label)
		p.numbers(len(c.members))
		for _, m := range c.members {
			p.numbers(int(m))
		}
	}
	return p.b
}

func (u *unpacker) concerts() []concert {
	all := make([]concert, u.count())
	for i := range all {
		all[i].label = u.text()
		all[i].members = make([]uint32, u.count())
		for k := range all[i].members {
			all[i].members[k] = uint32(u.number())
		}
	}
	return all
}

// rightOf tells where the packed rights are, in the order of their companies.
type rightOf struct {
	offset  uint64
	company uint32 // none when the register does not have it
	_       uint32
}

func (r *Register) packRights() ([]byte, []rightOf) {
	companies := make(map[*ownership.Right]uint32, len(r.rights))
	for _, x := range r.rights {
		companies[x] = none
		if i, ok := r.Find(x.Company); ok {
			companies[x] = uint32(i)
		}
	}
	rights := slices.Clone(r.rights)
	slices.SortStableFunc(rights, func(a, b *ownership.Right) int { return cmp.Compare(companies[a], companies[b]) })
	var p packer
	var of []rightOf
	for _, x := range rights {
		of = append(of, rightOf{company: companies[x], offset: uint64(len(p.b))})
		for _, text := range []string{x.Holder, x.Company, string(x.Right), x.Organ, x.Basis, x.Scope, x.Source, x.At.File, x.At.Sheet} {
			p.text(text)
		}
		p.numbers(x.Seats, x.OfSeats, int(x.From), int(x.Until), int(x.SourceDate), x.At.Line, x.At.Column)
	}
	return p.b, of
}

func (u *unpacker) right() *ownership.Right {
	x := &ownership.Right{}
	var kind string
	for _, to := range []*string{&x.Holder, &x.Company, &kind, &x.Organ, &x.Basis, &x.Scope, &x.Source, &x.At.File, &x.At.Sheet} {
		*to = u.text()
	}
	x.Right = ownership.RightKind(kind)
	x.Seats, x.OfSeats = u.number(), u.number()
	x.From, x.Until, x.SourceDate = ownership.Date(u.number()), ownership.Date(u.number()), ownership.Date(u.number())
	x.At.Line, x.At.Column = u.number(), u.number()
	return x
}

func (c *Counts) pack() []byte {
	var p packer
	p.numbers(c.EntityRows, c.HoldingRows, c.FaultyRows, c.OtherDays, c.Repeated, c.OverOne, c.Rounded)
	return p.b
}

func (u *unpacker) counts() (c Counts) {
	for _, to := range []*int{&c.EntityRows, &c.HoldingRows, &c.FaultyRows, &c.OtherDays, &c.Repeated, &c.OverOne, &c.Rounded} {
		*to = u.number()
	}
	return c
}

func packOrigin(origin []ownership.Input) []byte {
	var p packer
	p.numbers(len(origin))
	for _, in := range origin {
		p.text(in.File)
		p.text(in.SHA256)
		p.numbers(in.Rows)
	}
	return p.b
}

func (u *unpacker) origin() []ownership.Input {
	all := make([]ownership.Input, u.count())
	for i := range all {
		all[i].File, all[i].SHA256, all[i].Rows = u.text(), u.text(), u.number()
	}
	return all
}

package register

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"slices"
	"sort"

	"egide/ownership"
)

// Why a file is refused as a snapshot. The texts are for programmers; what people
// read has the same codes.
var (
	ErrNoSnapshot      = errors.New("snapshot-none: the file is no snapshot of a register")
	ErrSnapshotVersion = errors.New("snapshot-version: the snapshot was made by another version of the program")
	ErrSnapshotMachine = errors.New("snapshot-machine: the snapshot was made on a machine with another order of bytes")
	ErrSnapshotCut     = errors.New("snapshot-cut: the end of the snapshot is missing")
	ErrSnapshotAltered = errors.New("snapshot-altered: the snapshot is not what was written")
)

// IsSnapshot tells whether a file says that it is a snapshot.
func IsSnapshot(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(signature))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == signature
}

// Snapshot is a snapshot's file mapped into memory. What it gives is valid until
// it is closed.
type Snapshot struct {
	AsOf   ownership.Date    // the day of which the register speaks
	Origin []ownership.Input // the files that it was made from

	file    []byte
	release func() error
	entries [sections]entry
	sums    []byte // by block
	known   []bool // blocks that were found as they were written
	r       *Register
}

// OpenSnapshot opens the snapshot at a path. It looks at the table and at the
// small parts; the arrays are looked at as they are asked for: see
// [Snapshot.Register] and [Snapshot.Above]. The error is one of those above, or
// the system's.
func OpenSnapshot(path string) (*Snapshot, error) {
	file, release, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{file: file, release: release}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, release())
	}
	return s, nil
}

// Close gives the memory back; nothing that came from the snapshot is valid
// afterwards.
func (s *Snapshot) Close() error { return s.release() }

func (s *Snapshot) open() error {
	if len(s.file) < len(signature)+4 || string(s.file[:len(signature)]) != signature {
		return ErrNoSnapshot
	}
	if binary.LittleEndian.Uint32(s.file[len(signature):]) != snapshotVersion {
		return ErrSnapshotVersion
	}
	if len(s.file) < 2*pageBytes || len(s.file)%pageBytes != 0 {
		return ErrSnapshotCut
	}
	tail := s.file[len(s.file)-pageBytes:]
	switch {
	case string(tail[:len(signature)]) != signature:
		return ErrSnapshotCut
	case binary.LittleEndian.Uint32(tail[tailSum:]) != crc32.Checksum(tail[:tailSum], castagnoli):
		return ErrSnapshotAltered
	case binary.LittleEndian.Uint64(tail[tailSize:]) != uint64(len(s.file)):
		return ErrSnapshotCut
	case binary.NativeEndian.Uint64(tail[tailOrder:]) != nativeOrder:
		return ErrSnapshotMachine
	}
	s.AsOf = ownership.Date(binary.LittleEndian.Uint32(tail[tailAsOf:]))
	body := binary.LittleEndian.Uint64(tail[tailSumsAt:])
	blocks := (body + blockBytes - 1) / blockBytes
	if body > uint64(len(s.file)) || body+4*blocks > uint64(len(s.file)-pageBytes) {
		return ErrSnapshotAltered
	}
	s.sums = s.file[body : body+4*blocks]
	if binary.LittleEndian.Uint32(tail[tailSumsSum:]) != crc32.Checksum(s.file[body:len(s.file)-pageBytes], castagnoli) {
		return ErrSnapshotAltered
	}
	s.known = make([]bool, blocks)
	for n := range s.entries {
		e := entry{binary.LittleEndian.Uint64(tail[tailEntries+16*n:]), binary.LittleEndian.Uint64(tail[tailEntries+16*n+8:])}
		if e.offset > body || e.length > body-e.offset {
			return ErrSnapshotAltered
		}
		s.entries[n] = e
	}
	return s.lay()
}

// lay puts the arrays where they stand, and reads what is small.
func (s *Snapshot) lay() error {
	r := &Register{AsOf: s.AsOf, texts: texts{sources: [][]byte{s.bytes(sectionTexts)}}}
	s.r = r
	ok := array(s, sectionIDs, &r.ids) && array(s, sectionNames, &r.names) && array(s, sectionProfile, &r.profile) &&
		array(s, sectionFirst, &r.first) && array(s, sectionHolder, &r.holder) &&
		array(s, sectionLoCapital, &r.lo[0]) && array(s, sectionHiCapital, &r.hi[0]) &&
		array(s, sectionLoVotes, &r.lo[1]) && array(s, sectionHiVotes, &r.hi[1]) &&
		array(s, sectionMark, &r.mark) && array(s, sectionState, &r.state) &&
		array(s, sectionOdd, &r.odd) && array(s, sectionOddShare, &r.oddShare) && array(s, sectionNumbers, &r.numbers)
	n, edges := len(r.ids), len(r.holder)
	if !ok || len(r.names) != n || len(r.profile) != n || len(r.state) != n || len(r.first) != n+1 ||
		len(r.lo[0]) != edges || len(r.hi[0]) != edges || len(r.lo[1]) != edges || len(r.hi[1]) != edges || len(r.mark) != edges ||
		len(r.odd) != len(r.oddShare) {
		return ErrSnapshotAltered
	}
	for _, small := range []section{sectionProfiles, sectionConcerts, sectionCounts, sectionOrigin} {
		if err := s.whole(small); err != nil {
			return err
		}
	}
	profiles, concerts := unpacker{b: s.bytes(sectionProfiles)}, unpacker{b: s.bytes(sectionConcerts)}
	counts, origin := unpacker{b: s.bytes(sectionCounts)}, unpacker{b: s.bytes(sectionOrigin)}
	r.profiles, r.concerts, r.Counts, s.Origin = profiles.profiles(), concerts.concerts(), counts.counts(), origin.origin()
	if profiles.broken || concerts.broken || counts.broken || origin.broken {
		return ErrSnapshotAltered
	}
	return nil
}

func (s *Snapshot) bytes(n section) []byte {
	e := s.entries[n]
	return s.file[e.offset : e.offset+e.length : e.offset+e.length]
}

func array[T any](s *Snapshot, n section, to *[]T) (ok bool) {
	*to, ok = sliceOf[T](s.bytes(n))
	return ok
}

// holds tells whether a block is as it was written.
func (s *Snapshot) holds(block int) bool {
	from := block * blockBytes
	end := min(from+blockBytes, s.bodyEnd())
	return crc32.Checksum(s.file[from:end], castagnoli) == binary.LittleEndian.Uint32(s.sums[4*block:])
}

func (s *Snapshot) bodyEnd() int {
	return int(binary.LittleEndian.Uint64(s.file[len(s.file)-pageBytes+tailSumsAt:]))
}

// need looks at the blocks under a stretch of a section, in bytes.
func (s *Snapshot) need(n section, from, end int) error {
	e := s.entries[n]
	if from < 0 || end < from || uint64(end) > e.length {
		return ErrSnapshotAltered
	}
	if from == end {
		return nil
	}
	for block := (int(e.offset) + from) / blockBytes; block <= (int(e.offset)+end-1)/blockBytes; block++ {
		if !s.known[block] {
			if !s.holds(block) {
				return ErrSnapshotAltered
			}
			s.known[block] = true
		}
	}
	return nil
}

func (s *Snapshot) whole(n section) error { return s.need(n, 0, int(s.entries[n].length)) }

// Register is the register of the snapshot, once every block of it has been
// looked at. Its arrays stay in the file: it is valid until the snapshot is
// closed. Threads is how many may look; 0 is as many as there are.
func (s *Snapshot) Register(threads int) (*Register, error) {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	const together = 256 // blocks that one thread looks at before it asks for more
	pieces := (len(s.known) + together - 1) / together
	good := make([]bool, pieces)
	each(threads, pieces, func(k int) {
		for block := k * together; block < min((k+1)*together, len(s.known)); block++ {
			if !s.holds(block) {
				return
			}
		}
		good[k] = true
	})
	if slices.Contains(good, false) {
		return nil, ErrSnapshotAltered
	}
	for block := range s.known {
		s.known[block] = true
	}
	if err := s.plausible(threads); err != nil {
		return nil, err
	}
	s.r.rights = nil
	u := unpacker{b: s.bytes(sectionRights)}
	for len(u.b) > 0 && !u.broken {
		s.r.rights = append(s.r.rights, u.right())
	}
	if u.broken {
		return nil, ErrSnapshotAltered
	}
	return s.r, nil
}

// plausible looks at the numbers by which arrays refer to each other. The sums
// are no seal: somebody may have written them anew over numbers that lead nowhere.
func (s *Snapshot) plausible(threads int) error {
	r := s.r
	n, edges := uint32(len(r.ids)), uint32(len(r.holder))
	texts := uint64(len(r.texts.sources[0]))
	const stretch = 1 << 16
	good := make([]bool, max(len(r.ids), len(r.holder))/stretch+1)
	each(threads, len(good), func(k int) {
		for i := k * stretch; i < min((k+1)*stretch, len(r.ids)); i++ {
			if !r.ids[i].within(texts) || !r.names[i].within(texts) || r.first[i] > r.first[i+1] || int(r.profile[i]) >= len(r.profiles) {
				return
			}
		}
		for e := k * stretch; e < min((k+1)*stretch, len(r.holder)); e++ {
			if r.holder[e] >= n {
				return
			}
		}
		good[k] = true
	})
	if slices.Contains(good, false) || r.first[0] != 0 || r.first[n] != edges {
		return ErrSnapshotAltered
	}
	for _, x := range r.numbers {
		if !x.text.within(texts) || x.entity >= n {
			return ErrSnapshotAltered
		}
	}
	for _, o := range r.oddShare {
		for d := range o.lo {
			if o.lo[d].Den == 0 || o.hi[d].Den == 0 {
				return ErrSnapshotAltered
			}
		}
	}
	odd := 0
	for j, state := range r.state {
		if state&oddShares == 0 {
			continue
		}
		for e := r.first[j]; e < r.first[j+1]; e, odd = e+1, odd+1 {
			if odd >= len(r.odd) || r.odd[odd] != e {
				return ErrSnapshotAltered
			}
		}
	}
	for _, c := range r.concerts {
		if slices.ContainsFunc(c.members, func(m uint32) bool { return m >= n }) {
			return ErrSnapshotAltered
		}
	}
	return nil
}

// within tells whether a text ends before the end of the only source.
func (r ref) within(size uint64) bool {
	return r.length() == 0 || uint64(r)>>lengthBits+uint64(r.length()) <= size
}

// Find is the number of the entity with an id. It looks at no more of the file
// than it needs.
func (s *Snapshot) Find(id string) (int, bool, error) {
	var failed error
	text := func(i int) string {
		if failed == nil {
			failed = s.needText(sectionIDs, s.r.ids, i)
		}
		if failed != nil {
			return ""
		}
		return s.r.ID(i)
	}
	i := sort.Search(len(s.r.ids), func(i int) bool { return text(i) >= id })
	found := i < len(s.r.ids) && text(i) == id
	return i, found, failed
}

func (s *Snapshot) needText(n section, refs []ref, i int) error {
	if err := s.need(n, 8*i, 8*i+8); err != nil {
		return err
	}
	if !refs[i].within(s.entries[sectionTexts].length) {
		return ErrSnapshotAltered
	}
	from := int(refs[i] >> lengthBits)
	return s.need(sectionTexts, from, from+refs[i].length())
}

// Len is the number of entities.
func (s *Snapshot) Len() int { return len(s.r.ids) }

// Above is the register of some entities and all that is above them, each found
// as it was written: see [Register.Above]. Nothing else of the file is looked
// at.
func (s *Snapshot) Above(most int, of ...int) (*Register, error) {
	u := upward{r: s.r, before: s.needEntity, find: s.Find, rights: s.rightsOver}
	return u.gather(most, of)
}

// needEntity looks at all that the file says of an entity and of those that hold
// it.
func (s *Snapshot) needEntity(i int) error {
	for _, err := range []error{
		s.needText(sectionIDs, s.r.ids, i), s.needText(sectionNames, s.r.names, i),
		s.need(sectionProfile, 4*i, 4*i+4), s.need(sectionState, i, i+1), s.need(sectionFirst, 4*i, 4*i+8),
	} {
		if err != nil {
			return err
		}
	}
	if int(s.r.profile[i]) >= len(s.r.profiles) {
		return ErrSnapshotAltered
	}
	from, to := s.r.Row(i)
	if from > to || to > len(s.r.holder) {
		return ErrSnapshotAltered
	}
	for n := sectionHolder; n <= sectionHiVotes; n++ {
		if err := s.need(n, 4*from, 4*to); err != nil {
			return err
		}
	}
	if err := s.need(sectionMark, from, to); err != nil {
		return err
	}
	for e := from; e < to; e++ {
		if int(s.r.holder[e]) >= len(s.r.ids) {
			return ErrSnapshotAltered
		}
	}
	if s.r.state[i]&oddShares != 0 && from < to {
		if err := errors.Join(s.whole(sectionOdd), s.whole(sectionOddShare)); err != nil {
			return err
		}
		k, there := slices.BinarySearch(s.r.odd, uint32(from))
		if !there || k+to-from > len(s.r.odd) || s.r.odd[k+to-from-1] != uint32(to-1) {
			return ErrSnapshotAltered
		}
		for _, o := range s.r.oddShare[k : k+to-from] {
			for d := range o.lo {
				if o.lo[d].Den == 0 || o.hi[d].Den == 0 {
					return ErrSnapshotAltered
				}
			}
		}
	}
	return nil
}

// rightsOver are the rights over a company.
func (s *Snapshot) rightsOver(i int) ([]*ownership.Right, error) {
	var of []rightOf
	if !array(s, sectionRightsOf, &of) {
		return nil, ErrSnapshotAltered
	}
	if err := s.whole(sectionRightsOf); err != nil {
		return nil, err
	}
	packed := s.bytes(sectionRights)
	k := sort.Search(len(of), func(k int) bool { return of[k].company >= uint32(i) })
	var rights []*ownership.Right
	for ; k < len(of) && of[k].company == uint32(i); k++ {
		end := uint64(len(packed))
		if k+1 < len(of) {
			end = of[k+1].offset
		}
		if of[k].offset > end || end > uint64(len(packed)) {
			return nil, ErrSnapshotAltered
		}
		if err := s.need(sectionRights, int(of[k].offset), int(end)); err != nil {
			return nil, err
		}
		u := unpacker{b: packed[of[k].offset:end]}
		x := u.right()
		if u.broken {
			return nil, fmt.Errorf("%w: a right", ErrSnapshotAltered)
		}
		rights = append(rights, x)
	}
	return rights, nil
}

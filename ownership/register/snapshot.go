package register

import (
	"encoding/binary"
	"hash/crc32"
	"unsafe"
)

// A snapshot is a register as one file whose arrays are used where they stand
// once the file is mapped into memory, without parsing:
//
//	page 0      the signature and the version of the layout
//	sections    arrays and texts, each from the beginning of a page
//	sums        a CRC-32C of each block of all that is before
//	last page   where the sections are, and a CRC-32C of the sums and of itself
//
// It is so written in one go, and a file that lost its end has lost its table.
// Who wants one company looks at the blocks that it needs, and at their sums,
// alone.

const (
	signature       = "egide register\r\n" // 16 bytes; a transfer as text breaks it
	snapshotVersion = 1
	pageBytes       = 4096
	blockBytes      = 16 << 10 // under one sum

	// nativeOrder tells whether a file has the order of bytes of this machine.
	nativeOrder = 0x0102030405060708
)

// section is a part of a snapshot.
type section uint32

const (
	sectionTexts section = iota
	sectionIDs
	sectionNames
	sectionProfile
	sectionProfiles
	sectionFirst
	sectionHolder
	sectionLoCapital
	sectionHiCapital
	sectionLoVotes
	sectionHiVotes
	sectionMark
	sectionState
	sectionOdd
	sectionOddShare
	sectionConcerts
	sectionRights
	sectionRightsOf
	sectionCounts
	sectionOrigin
	sectionNumbers // since the first versions, which have none
	sections       // how many there are
)

// entry tells where a section is. Two that hold the same are written once.
type entry struct {
	offset, length uint64
}

// Where the numbers of the last page are; the entries follow one another.
const (
	tailVersion = 16
	tailAsOf    = 20
	tailOrder   = 24
	tailSize    = 32
	tailSumsAt  = 40
	tailEntries = 64
	tailSumsSum = pageBytes - 8
	tailSum     = pageBytes - 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// bytesOf is an array as it stands in memory. Its elements hold no pointers.
func bytesOf[T any](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(s[0])))
}

// sliceOf is the array that stands in bytes, which keep it; ok is false when they
// are no whole number of elements, or not where one may stand.
func sliceOf[T any](b []byte) (s []T, ok bool) {
	if len(b) == 0 {
		return nil, true
	}
	var element T
	at := unsafe.Pointer(unsafe.SliceData(b))
	if len(b)%int(unsafe.Sizeof(element)) != 0 || uintptr(at)%unsafe.Alignof(element) != 0 {
		return nil, false
	}
	return unsafe.Slice((*T)(at), len(b)/int(unsafe.Sizeof(element))), true
}

// packer writes what is small and has no fixed size.
type packer struct{ b []byte }

func (p *packer) text(s string) { p.b = append(binary.AppendUvarint(p.b, uint64(len(s))), s...) }

func (p *packer) numbers(all ...int) {
	for _, n := range all {
		p.b = binary.AppendVarint(p.b, int64(n))
	}
}

func (p *packer) answer(yes bool) {
	if yes {
		p.numbers(1)
	} else {
		p.numbers(0)
	}
}

// unpacker reads it again. Past the end, and from what nobody wrote, it reads
// nothing and is broken from then on.
type unpacker struct {
	b      []byte
	broken bool
}

func (u *unpacker) number() int {
	n, size := binary.Varint(u.b)
	if size <= 0 {
		u.b, u.broken = nil, true
		return 0
	}
	u.b = u.b[size:]
	return int(n)
}

// count is a number of things that follow, each of at least one byte.
func (u *unpacker) count() int {
	n := u.number()
	if n < 0 || n > len(u.b) {
		u.b, u.broken = nil, true
		return 0
	}
	return n
}

func (u *unpacker) text() string {
	n, size := binary.Uvarint(u.b)
	if size <= 0 || n > uint64(len(u.b)-size) {
		u.b, u.broken = nil, true
		return ""
	}
	s := string(u.b[size : size+int(n)])
	u.b = u.b[size+int(n):]
	return s
}

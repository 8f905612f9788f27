package register

// ref is where a text stands: in which source, from which byte, how long.
type ref uint64

const (
	lengthBits = 18 // of a text, in bytes
	offsetBits = 40
	longest    = 1<<lengthBits - 1
)

func newRef(source, offset, length int) ref {
	return ref(source)<<(offsetBits+lengthBits) | ref(offset)<<lengthBits | ref(min(length, longest))
}

func (r ref) length() int { return int(r & longest) }

// texts are the bytes that refs point into: files as they are mapped into
// memory, and arenas for what was not written in one piece.
type texts struct {
	sources [][]byte
}

// at is the text of a ref; it is not to be changed.
func (t *texts) at(r ref) []byte {
	if r.length() == 0 {
		return nil
	}
	from := int(r >> lengthBits & (1<<offsetBits - 1))
	return t.sources[r>>(offsetBits+lengthBits)][from : from+r.length()]
}

package input

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func utf16Bytes(text string, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

func TestDecode(t *testing.T) {
	const text = "id,nom\np,Société « Œuvre »\n"
	windows := []byte("id,nom\np,Soci\xe9t\xe9 \xab \x8cuvre \xbb\n")
	for name, c := range map[string]struct {
		raw  []byte
		want Encoding
	}{
		"UTF-8":                 {[]byte(text), UTF8},
		"UTF-8 with a mark":     {[]byte("\ufeff" + text), UTF8},
		"UTF-16 little":         {utf16Bytes(text, binary.LittleEndian, true), UTF16LE},
		"UTF-16 big":            {utf16Bytes(text, binary.BigEndian, true), UTF16BE},
		"UTF-16 little, unsaid": {utf16Bytes(text, binary.LittleEndian, false), UTF16LE},
		"UTF-16 big, unsaid":    {utf16Bytes(text, binary.BigEndian, false), UTF16BE},
		"Windows-1252":          {windows, Windows1252},
	} {
		got, enc := Decode(c.raw)
		assert.Equal(t, c.want, enc, name)
		assert.Equal(t, text, string(got), name)
	}
	for name, raw := range map[string]string{
		"both encodings in one file":   "Soci\xe9t\xe9 Générale",
		"a cut sequence":               "Soci\xc3t",
		"a byte without a character":   "Soci\x81",
		"a zero byte among bad ones":   "\x00\xe9",
		"accents of an old Mac":        "Soci\x8et\x8e",
		"a lone start at the end":      "abc\xc3",
		"overlong, which is not UTF-8": "a\xc0\xaf",
	} {
		_, enc := Decode([]byte(raw))
		assert.Equal(t, BrokenUTF8, enc, name)
	}
	old, _ := Decode([]byte("id,name\rp,P\r"))
	require.Equal(t, "id,name\np,P\n", string(old))
	empty, _ := Decode(nil)
	require.Empty(t, empty)
}

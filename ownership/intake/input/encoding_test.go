package input_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
)

func TestDecode(t *testing.T) {
	const text = "id,nom\np,Société « Œuvre »\n"
	windows := []byte("id,nom\np,Soci\xe9t\xe9 \xab \x8cuvre \xbb\n")
	for name, c := range map[string]struct {
		raw  []byte
		want input.Encoding
	}{
		"UTF-8":                 {[]byte(text), input.UTF8},
		"UTF-8 with a mark":     {[]byte("\ufeff" + text), input.UTF8},
		"UTF-16 little":         {trial.UTF16(text, binary.LittleEndian, true), input.UTF16LE},
		"UTF-16 big":            {trial.UTF16(text, binary.BigEndian, true), input.UTF16BE},
		"UTF-16 little, unsaid": {trial.UTF16(text, binary.LittleEndian, false), input.UTF16LE},
		"UTF-16 big, unsaid":    {trial.UTF16(text, binary.BigEndian, false), input.UTF16BE},
		"Windows-1252":          {windows, input.Windows1252},
	} {
		got, enc := input.Decode(c.raw)
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
		_, enc := input.Decode([]byte(raw))
		assert.Equal(t, input.BrokenUTF8, enc, name)
	}
	old, _ := input.Decode([]byte("id,name\rp,P\r"))
	require.Equal(t, "id,name\np,P\n", string(old))
	empty, _ := input.Decode(nil)
	require.Empty(t, empty)
}

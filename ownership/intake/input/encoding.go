package input

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how a file's bytes stand for characters.
type Encoding string

// The encodings that are found. BrokenUTF8 is UTF-8 with sequences in it that
// stand for no character: its cells are read, and each broken one is a fault.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
	BrokenUTF8  Encoding = "broken UTF-8"
)

// Decode turns the bytes of a file into text with \n or \r\n line ends, and
// tells which encoding they were in. Only the text of a [BrokenUTF8] file, and
// of a UTF-16 file that was cut, is not what was meant; in the latter U+FFFD
// stands for what is missing.
func Decode(raw []byte) ([]byte, Encoding) {
	text, enc := decode(raw)
	if bytes.IndexByte(text, '\r') >= 0 && bytes.IndexByte(text, '\n') < 0 {
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
	}
	return text, enc
}

func decode(raw []byte) ([]byte, Encoding) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return fromUTF16(raw[2:], unicode.LittleEndian), UTF16LE
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return fromUTF16(raw[2:], unicode.BigEndian), UTF16BE
	}
	switch unmarkedUTF16(raw) {
	case UTF16LE:
		return fromUTF16(raw, unicode.LittleEndian), UTF16LE
	case UTF16BE:
		return fromUTF16(raw, unicode.BigEndian), UTF16BE
	}
	if utf8.Valid(raw) {
		return raw, UTF8
	}
	if plausible1252(raw) {
		if text, err := charmap.Windows1252.NewDecoder().Bytes(raw); err == nil {
			return text, Windows1252
		}
	}
	return raw, BrokenUTF8
}

func fromUTF16(raw []byte, end unicode.Endianness) []byte {
	text, err := unicode.UTF16(end, unicode.IgnoreBOM).NewDecoder().Bytes(raw)
	if err != nil {
		return nil
	}
	return text
}

// unmarkedUTF16 recognises UTF-16 without a byte order mark by its zero bytes:
// the text of these files is mostly Latin, so nearly every second byte is zero.
func unmarkedUTF16(raw []byte) Encoding {
	head := raw[:min(len(raw), 4096)&^1]
	if len(head) < 4 {
		return ""
	}
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	pairs := len(head) / 2
	switch {
	case odd*10 >= pairs*7 && even*20 <= pairs:
		return UTF16LE
	case even*10 >= pairs*7 && odd*20 <= pairs:
		return UTF16BE
	}
	return ""
}

// plausible1252 tells whether bytes that are not UTF-8 read as Windows-1252:
// every byte is a character there, none of them is part of a UTF-8 sequence,
// and no capital with an accent stands behind a small letter, which is what the
// first half of a cut UTF-8 sequence and the accents of old Macs look like.
func plausible1252(raw []byte) bool {
	for i := 0; i < len(raw); {
		b := raw[i]
		if b < utf8.RuneSelf {
			if b == 0 {
				return false
			}
			i++
			continue
		}
		if r, n := utf8.DecodeRune(raw[i:]); r != utf8.RuneError || n > 1 {
			return false
		}
		switch b {
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return false
		}
		capital := b >= 0xC0 && b <= 0xDE || b == 0x8A || b == 0x8C || b == 0x8E || b == 0x9F
		if capital && i > 0 && raw[i-1] >= 'a' && raw[i-1] <= 'z' {
			return false
		}
		i++
	}
	return true
}

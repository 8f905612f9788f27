package spreadsheet

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// archive is the zip file that a workbook is, with the means to read its
// members within the limits. Nothing of it is ever written to a disk.
type archive struct {
	at      ownership.Position
	limits  Limits
	members map[string]*zip.File // by name, in lower case: names are compared without case (ECMA-376-2, 6.2.2)
	left    int64                // bytes that may still be unpacked
}

// openArchive checks an archive before anything of it is unpacked.
func openArchive(at ownership.Position, raw []byte, limits Limits) (*archive, error) {
	if code := otherWorkbook(raw); code != "" {
		if strings.HasPrefix(at.File, "~$") { // what Excel keeps beside a workbook that is open
			code = "workbook-lock"
		}
		return nil, input.Refusal(at, code, nil)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, input.Refusal(at, "workbook-damaged", ownership.Args{"part": "zip"})
	}
	if len(z.File) > limits.Members {
		return nil, input.Refusal(at, "workbook-members", ownership.Args{"n": len(z.File), "limit": limits.Members})
	}
	a := &archive{at: at, limits: limits, members: make(map[string]*zip.File, len(z.File)), left: limits.UnpackedBytes}
	const small = 32 << 20 // below this no ratio does harm
	unpacked := uint64(0)
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/") // as some writers separate folders
		if leadsOut(name) {
			return nil, input.Refusal(at, "workbook-member-name", ownership.Args{"text": written.Echo(f.Name)})
		}
		if f.Flags&1 != 0 {
			return nil, input.Refusal(at, "workbook-encrypted", nil)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		key := strings.ToLower(name)
		if a.members[key] != nil {
			return nil, input.Refusal(at, "workbook-member-twice", ownership.Args{"text": written.Echo(f.Name)})
		}
		a.members[key] = f
		if unpacked += f.UncompressedSize64; f.UncompressedSize64 > 1<<40 || unpacked > small && unpacked/uint64(limits.Ratio) > uint64(len(raw)) {
			return nil, input.Refusal(at, "workbook-ratio", ownership.Args{"limit": limits.Ratio})
		}
	}
	for _, other := range []struct{ member, code string }{
		{"xl/workbook.bin", "workbook-binary"}, {"index/document.iwa", "workbook-numbers"}, {"content.xml", "workbook-ods"},
	} {
		if a.members[other.member] != nil && a.members["xl/workbook.xml"] == nil {
			return nil, input.Refusal(at, other.code, nil)
		}
	}
	return a, nil
}

// leadsOut tells whether a member's name would leave the folder that an archive
// is unpacked into, or is none.
func leadsOut(name string) bool {
	if name == "" || name[0] == '/' || len(name) > 1 && name[1] == ':' || len(name) > 1000 || strings.ContainsRune(name, 0) {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// otherWorkbook is the code of the fault of a file that is no zip archive.
func otherWorkbook(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return ""
	case bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		// Office keeps a workbook with a password in a compound file, as the
		// stream of this name in UTF-16 ([MS-OFFCRYPTO] 2.3.4.4).
		var stream []byte
		for _, b := range []byte("EncryptedPackage") {
			stream = append(stream, b, 0)
		}
		if bytes.Contains(raw, stream) {
			return "workbook-encrypted"
		}
		return "workbook-xls"
	}
	return "workbook-none"
}

// has tells whether the archive has a member.
func (a *archive) has(name string) bool { return a.members[strings.ToLower(name)] != nil }

// open returns a reader of a member, which stops with a fault at the limit.
func (a *archive) open(name string) (*part, error) {
	f := a.members[strings.ToLower(name)]
	if f == nil {
		return nil, input.Refusal(a.at, "workbook-damaged", ownership.Args{"part": written.Echo(name)})
	}
	content, err := f.Open()
	if err != nil {
		return nil, input.Refusal(a.at, "workbook-damaged", ownership.Args{"part": written.Echo(name)})
	}
	return newPart(a, name, content), nil
}

// resolve is the member that a relationship of a part points at.
func resolve(from, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return path.Clean(target)[1:]
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(from), target), "/")
}

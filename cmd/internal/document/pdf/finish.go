package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// The library that writes the pages counts them as the first objects of the
// file when it writes outlines, reckons every height with the size of the last
// page, and knows no letters beyond the first 65,536 in names. So what is not of
// a page is written here: the outline, the attachments, the catalog, and the
// table of where each object begins.

var errNoEnd = errors.New("pdf: the file has no table of objects")

var tableAt = regexp.MustCompile(`startxref\n([0-9]+)\n%%EOF\n$`)

// tail is the end of a file, to which objects are added.
type tail struct {
	bytes.Buffer
	offsets []int // of the objects by number
}

// finish takes the catalog off a file of pages and ends the file anew.
func (w *writer) finish(file []byte) ([]byte, error) {
	t, err := reopened(file)
	if err != nil {
		return nil, err
	}
	info := len(t.offsets) - 1 // the last object before the catalog
	pageObject := func(page int) int { return 3 + 2*page }

	var catalog strings.Builder
	catalog.WriteString("<</Type /Catalog /Pages 1 0 R /ViewerPreferences <</DisplayDocTitle true>>")
	if w.document.Lang != "" {
		catalog.WriteString(" /Lang " + quoted(w.document.Lang))
	}
	if root := t.outline(w, pageObject); root > 0 {
		fmt.Fprintf(&catalog, " /Outlines %d 0 R /PageMode /UseOutlines", root)
	}
	if len(w.document.Attachments) > 0 {
		names, files := t.attachments(w)
		fmt.Fprintf(&catalog, " /Names <</EmbeddedFiles <</Names [%s]>>>> /AF [%s]", names, files)
	}
	fmt.Fprintf(&catalog, " /Metadata %d 0 R", t.metadata(w))
	catalog.WriteString(">>")
	root := t.object(catalog.String())

	sum := sha256.Sum256(t.Bytes())
	start := t.Len()
	fmt.Fprintf(t, "xref\n0 %d\n0000000000 65535 f \n", len(t.offsets))
	for _, offset := range t.offsets[1:] {
		fmt.Fprintf(t, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(t, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(t.offsets), root, info, sum[:16], sum[:16], start)
	return t.Bytes(), nil
}

// reopened is a finished file without its catalog, which is the last object, and
// without its table.
func reopened(file []byte) (*tail, error) {
	found := tableAt.FindSubmatch(file)
	if found == nil {
		return nil, errNoEnd
	}
	start, err := strconv.Atoi(string(found[1]))
	if err != nil || start > len(file) {
		return nil, errNoEnd
	}
	t := &tail{offsets: []int{0}}
	for n, row := range bytes.Split(file[start:], []byte("\n")) {
		if n < 3 { // its name, how many there are, and the free one
			continue
		}
		if !bytes.HasSuffix(row, []byte(" n ")) {
			break
		}
		offset, err := strconv.Atoi(string(row[:10]))
		if err != nil {
			return nil, errNoEnd
		}
		t.offsets = append(t.offsets, offset)
	}
	last := len(t.offsets) - 1
	if last < 3 || t.offsets[last] > start || !bytes.Contains(file[t.offsets[last]:start], []byte("/Type /Catalog")) {
		return nil, errNoEnd
	}
	// The file has marks of version 1.7: names of attachments in Unicode.
	t.WriteString("%PDF-1.7")
	t.Write(file[len("%PDF-1.x"):t.offsets[last]])
	t.offsets = t.offsets[:last]
	return t, nil
}

// object adds an object and returns its number.
func (t *tail) object(body string) int {
	n := len(t.offsets)
	t.offsets = append(t.offsets, t.Len())
	fmt.Fprintf(t, "%d 0 obj\n%s\nendobj\n", n, body)
	return n
}

// outline adds the bookmarks and returns the number of their root, 0 without
// any. Those below the first level are folded.
func (t *tail) outline(w *writer, pageObject func(int) int) int {
	if len(w.headings) == 0 {
		return 0
	}
	first := len(t.offsets)
	root := first + len(w.headings)
	// The links between bookmarks, as indices; -1 is none.
	type node struct{ parent, previous, next, first, last, inside int }
	nodes := make([]node, len(w.headings))
	top := node{-1, -1, -1, -1, -1, 0}
	at := func(i int) *node {
		if i < 0 {
			return &top
		}
		return &nodes[i]
	}
	var open []int // the bookmark that is open at each level
	for i, h := range w.headings {
		level := min(h.level, len(open))
		open = open[:level]
		parent := -1
		if level > 0 {
			parent = open[level-1]
		}
		nodes[i] = node{parent, at(parent).last, -1, -1, -1, 0}
		if before := at(parent).last; before >= 0 {
			nodes[before].next = i
		} else {
			at(parent).first = i
		}
		at(parent).last = i
		at(parent).inside++
		open = append(open, i)
	}
	for i, h := range w.headings {
		n := nodes[i]
		parent := root
		if n.parent >= 0 {
			parent = first + n.parent
		}
		var b strings.Builder
		fmt.Fprintf(&b, "<</Title %s /Parent %d 0 R", quoted(utf16Text(plain(h.title))), parent)
		for _, link := range []struct {
			name string
			to   int
		}{{"Prev", n.previous}, {"Next", n.next}, {"First", n.first}, {"Last", n.last}} {
			if link.to >= 0 {
				fmt.Fprintf(&b, " /%s %d 0 R", link.name, first+link.to)
			}
		}
		if n.inside > 0 {
			fmt.Fprintf(&b, " /Count %d", -n.inside)
		}
		fmt.Fprintf(&b, " /Dest [%d 0 R /XYZ 0 %.2f null]>>", pageObject(h.at.page), w.pages[h.at.page].paper.height-h.at.y+4)
		t.object(b.String())
	}
	return t.object(fmt.Sprintf("<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>", first+top.first, first+top.last, top.inside))
}

// attachments adds the files that travel in the document and returns the entries
// of the tree of their names, and the list of them.
func (t *tail) attachments(w *writer) (names, files string) {
	for i, a := range w.document.Attachments {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		_, _ = z.Write(a.Content) // to memory
		_ = z.Close()
		kind := ""
		if a.MediaType != "" {
			kind = " /Subtype /" + name(a.MediaType)
		}
		content := t.object(fmt.Sprintf("<</Type /EmbeddedFile%s /Length %d /Filter /FlateDecode /Params <</Size %d /CheckSum <%X>>>>>\nstream\n%s\nendstream",
			kind, packed.Len(), len(a.Content), md5.Sum(a.Content), packed.Bytes()))
		file := t.object(fmt.Sprintf("<</Type /Filespec /F %s /UF %s /Desc %s /AFRelationship /Data /EF <</F %d 0 R /UF %d 0 R>>>>",
			quoted(ascii(a.Name)), quoted(utf16Text(plain(a.Name))), quoted(utf16Text(plain(a.Description))), content, content))
		// The tree wants its keys in order.
		names += fmt.Sprintf("(%06d) %d 0 R ", i, file)
		files += fmt.Sprintf("%d 0 R ", file)
	}
	return strings.TrimSpace(names), strings.TrimSpace(files)
}

// metadata adds what the file says of itself as XMP (ISO 16684-1), in which
// screen readers and archives look for the title and the language, and returns
// its number. It is left unpacked, as the standard asks.
func (t *tail) metadata(w *writer) int {
	d := w.document
	text := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(plain(s))) // to memory
		return b.String()
	}
	var about strings.Builder
	put := func(name, kind, item, value string) {
		if value != "" {
			fmt.Fprintf(&about, "<dc:%[1]s><rdf:%[2]s><rdf:li%[3]s>%[4]s</rdf:li></rdf:%[2]s></dc:%[1]s>\n", name, kind, item, text(value))
		}
	}
	put("title", "Alt", ` xml:lang="x-default"`, d.Title)
	put("description", "Alt", ` xml:lang="x-default"`, d.Subtitle)
	put("language", "Bag", "", d.Lang)
	if d.Day != "" {
		fmt.Fprintf(&about, "<xmp:CreateDate>%[1]sT00:00:00Z</xmp:CreateDate>\n<xmp:ModifyDate>%[1]sT00:00:00Z</xmp:ModifyDate>\n", text(d.Day))
	}
	packet := "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` + "\n" +
		about.String() + "<pdf:Producer>egide</pdf:Producer>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
	return t.object(fmt.Sprintf("<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(packet), packet))
}

// quoted is a string of a PDF.
func quoted(text string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`).Replace(text) + ")"
}

// name is a name of a PDF, without its slash.
func name(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune("#()<>[]{}/%", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "#%02X", c)
		}
	}
	return b.String()
}

// ascii is a text with a low line for each character that old readers of names
// do not know.
func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '_'
		}
		return r
	}, text)
}

var (
	embeddedAt = regexp.MustCompile(`<</Type /EmbeddedFile[^\n]* /Length ([0-9]+) /Filter /FlateDecode[^\n]*>>\nstream\n`)
	mostInside = int64(256 << 20)
)

// Embedded are the contents of the attachments of a PDF that [Write] wrote. Of
// one that another program wrote, or wrote anew, it may find none.
func Embedded(file []byte) [][]byte {
	var all [][]byte
	for _, at := range embeddedAt.FindAllSubmatchIndex(file, -1) {
		length, err := strconv.Atoi(string(file[at[2]:at[3]]))
		if err != nil || length > len(file)-at[1] {
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(file[at[1] : at[1]+length]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(z, mostInside))
		if err == nil && int64(len(content)) < mostInside {
			all = append(all, content)
		}
	}
	return all
}

package spreadsheet

import (
	"archive/zip"
	"bytes"
	"io"
	"sort"
	"time"
)

// workbookDay stands for every time in a workbook that is written, so that the
// same dossier gives the same bytes on any day.
var workbookDay = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// repack writes a zip archive with its members in the order of their names, the
// list of content types first, and all of one day.
func repack(w io.Writer, raw []byte) error {
	source, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	const first = "[Content_Types].xml"
	sort.Slice(source.File, func(i, j int) bool {
		a, b := source.File[i].Name, source.File[j].Name
		return a != b && (a == first || b != first && a < b)
	})
	target := zip.NewWriter(w)
	for _, f := range source.File {
		member, err := target.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: workbookDay})
		if err != nil {
			return err
		}
		content, err := f.Open()
		if err != nil {
			return err
		}
		_, err = io.Copy(member, content)
		if closed := content.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return target.Close()
}

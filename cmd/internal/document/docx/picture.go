package docx

import (
	"fmt"
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/cmd/internal/drawing/raster"
)

// pixel is the length of a drawing's unit.
const pixel twip = 15

const (
	// legible is the least part of its size to which a picture is shrunk before
	// it gets a page across, or a larger one.
	legible = 0.72
	// dots is how fine a picture is printed by programs that read no SVG, in dots
	// an inch.
	dots = 220
	emu  = 635 // of a twip, English Metric Units
)

// picture is a drawing in the two formats that a file holds it in: programs that
// read SVG show that, the others the PNG.
type picture struct{ png, svg []byte }

// picture sets a drawing as large as it is, or as there is room, on pages across
// where it is wide.
func (w *writer) picture(p document.Picture) error {
	d := p.Drawing
	if next := w.pageOf(d); next.across && !w.page.across {
		before := w.page
		w.turn(next)
		defer w.turn(before)
	}
	if p.Caption != "" {
		w.paragraph("Caption", "", document.Text(p.Caption), look{})
	}
	if d == nil || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	const caption, heading twip = 400, 900 // what stands above it on its page
	wide, high := d.Width*float64(pixel), d.Height*float64(pixel)
	scale := min(1, float64(w.page.room())/wide, float64(w.page.high()-caption-heading)/high)
	wide, high = wide*scale, high*scale
	png, err := raster.PNG(d, scale*dots/96)
	if err != nil {
		return fmt.Errorf("docx: %w", err)
	}
	w.pictures = append(w.pictures, picture{png, d.SVG()})
	n := strconv.Itoa(len(w.pictures))
	size := fmt.Sprintf(`cx="%d" cy="%d"`, int(wide)*emu, int(high)*emu)
	w.raw(`<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ` + size + `/>`)
	w.empty("wp:docPr", "id", n, "name", name(d, n), "descr", d.Description)
	w.raw(`<a:graphic><a:graphicData uri="` + drawingPicture + `"><pic:pic><pic:nvPicPr>`)
	w.empty("pic:cNvPr", "id", n, "name", name(d, n))
	w.raw(`<pic:cNvPicPr><a:picLocks noChangeAspect="1"/></pic:cNvPicPr></pic:nvPicPr><pic:blipFill><a:blip r:embed="png` + n + `"><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="svg` + n + `"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + size + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
	return nil
}

// name is what the word processor lists a picture as.
func name(d *drawing.Drawing, n string) string {
	if d.Title != "" {
		return d.Title
	}
	return "picture " + n
}

package document

import (
	"encoding/json"

	"crosslane/document/page"
	"crosslane/document/text"
	"crosslane/shipping"
)

// Sheet is a size of paper for labels.
type Sheet string

// The sheets. A label is drawn alike on both.
const (
	FourBySix Sheet = "4x6" // 4 by 6 inches; the zero value stands for it
	A6        Sheet = "a6"  // 105 by 148 mm (ISO 216)
)

// size is how wide and high a sheet is, in millimetres.
func (s Sheet) size() (w, h float64) {
	if s == A6 {
		return 105, 148
	}
	return 101.6, 152.4
}

// PDF draws labels, each on a page. A label that cannot be drawn in full is an Invalid error that names the field, the signs
// that no font has or the length that has no room, and what to do; then nothing is drawn.
func PDF(sheet Sheet, labels ...*Label) ([]byte, error) {
	set := text.Borrow()
	defer set.Return()
	pages := make([]*page.Page, len(labels))
	for i, l := range labels {
		p, err := l.draw(set, sheet)
		if err != nil {
			return nil, err
		}
		pages[i] = p
	}
	if len(labels) != 1 {
		return page.PDF("Labels", nil, pages...), nil
	}
	title := "Label " + labels[0].Waybill
	if labels[0].Simulated {
		title = "SIMULATED label " + labels[0].Waybill
	}
	kept, err := labels[0].kept()
	if err != nil {
		return nil, err
	}
	return page.PDF(title, kept, pages...), nil
}

// Form is what a label printer takes.
type Form string

// The forms. The zero value stands for the first.
const (
	PDF4x6 Form = "4x6"
	PDFA6  Form = "a6"
	ZPL203 Form = "zpl203" // at 203 dots per inch
	ZPL300 Form = "zpl300"
)

// Draw draws a label in a form, and says of which media type it is. Errors are those of PDF; an unknown form is one, too.
func (l *Label) Draw(f Form) (body []byte, media string, err error) {
	switch f {
	case "", PDF4x6:
		body, err = PDF(FourBySix, l)
	case PDFA6:
		body, err = PDF(A6, l)
	case ZPL203:
		body, err = l.ZPL(203)
		return body, "application/zpl", err
	case ZPL300:
		body, err = l.ZPL(300)
		return body, "application/zpl", err
	default:
		return nil, "", shipping.BadField("labels", "there is no form of label \""+string(f)+"\"", "the forms are 4x6, a6, zpl203 and zpl300")
	}
	return body, "application/pdf", err
}

// ZPL draws a label for a label printer with 4 by 6 inch paper, of a resolution in dots per inch, such as 203 or 300. Errors are
// those of PDF.
func (l *Label) ZPL(perInch int) ([]byte, error) {
	set := text.Borrow()
	defer set.Return()
	p, err := l.draw(set, FourBySix)
	if err != nil {
		return nil, err
	}
	kept, err := l.kept()
	if err != nil {
		return nil, err
	}
	return p.ZPL(perInch, kept), nil
}

// kept is what stands on the label, as its file has it for drawing it again: nothing but what can be read on it.
func (l *Label) kept() ([]byte, error) {
	shown := *l
	shown.To.Email, shown.From.Email, shown.From.Phone = "", "", ""
	if !l.Phone {
		shown.To.Phone = ""
	}
	return json.Marshal(shown)
}

// Again draws a label of Draw once more, in another form. A label that was drawn by somebody else, such as a carrier, is
// Unsupported.
func Again(label []byte, f Form) (body []byte, media string, err error) {
	var l Label
	kept, ok := page.Kept(label)
	if !ok || json.Unmarshal(kept, &l) != nil {
		return nil, "", shipping.Fault(shipping.Unsupported, "the label was not drawn here, and cannot be drawn in another form", "take it as the carrier gave it")
	}
	return l.Draw(f)
}

package document

import (
	"strings"

	"crosslane/shipping"
)

// Label is what stands on the label of one parcel. Empty fields are left out.
type Label struct {
	Carrier   string // name of the carrier
	Service   string // name of the service
	Waybill   string // number of the parcel: at least one sign of ASCII
	Routing   string // what the carrier sorts by, such as "DE 47"
	From, To  shipping.Address
	Weight    shipping.Grams
	Size      shipping.Dimensions
	Reference string // the sender's own word for the parcel
	Shipped   shipping.Date
	Notes     []string // marks for handlers, such as "Lithium ion PI967"
}

// The label is as wide and as high as label printers have their document (4 by 6 inches).
const (
	labelWidth, labelHeight = 100.0, 150.0 // millimetres
	margin                  = 4.0
	inner                   = labelWidth - 2*margin
)

// PDF draws the label on one page of 100 by 150 mm. A waybill that Code 128 cannot hold is an
// Invalid error of field "waybill".
func (l *Label) PDF() ([]byte, error) {
	bars, err := code128Bars(l.Waybill)
	if err != nil {
		return nil, err
	}
	s := newSheet(labelWidth, labelHeight)
	s.frame(margin, margin, inner, labelHeight-2*margin)
	l.head(s)
	l.addresses(s)
	l.facts(s)
	s.bars(bars, margin, 109, inner, 23)
	s.centred(grouped(l.Waybill), margin, 138.5, inner, bold, 14)
	s.centred(l.Reference, margin, 143.5, inner, plain, 8)
	return s.bytes()
}

// head draws carrier, service, routing code and destination country.
func (l *Label) head(s *sheet) {
	s.text(l.Carrier, margin+3, 14, 54, bold, 20)
	s.block(64, margin, labelWidth-margin-64, 14)
	s.white(strings.ToUpper(l.Service), 66, 12.5, labelWidth-margin-68, bold, 12)
	s.line(margin, 18, labelWidth-margin, 18)
	s.caption("ROUTING", margin+2, 21.5)
	s.text(l.Routing, margin+3, 32, 54, bold, 30)
	s.line(64, 18, 64, 35)
	s.caption("TO COUNTRY", 66, 21.5)
	s.centred(string(l.To.Country), 64, 32.5, labelWidth-margin-64, bold, 32)
	s.line(margin, 35, labelWidth-margin, 35)
}

// addresses draws the sender small and the addressee large.
func (l *Label) addresses(s *sheet) {
	s.caption("FROM", margin+2, 38.5)
	s.lines(lines(l.From), margin+14, 40, 75, 3.6, plain, 8, 5)
	s.line(margin, 57, labelWidth-margin, 57)
	s.caption("SHIP TO", margin+2, 60.5)
	s.lines(lines(l.To), margin+14, 63.5, 75, 5.4, bold, 13, 6)
	s.line(margin, 93, labelWidth-margin, 93)
}

// facts draws weight, size, date and marks.
func (l *Label) facts(s *sheet) {
	weight, size := "", ""
	if l.Weight > 0 {
		weight = l.Weight.String()
	}
	if !l.Size.IsZero() {
		size = l.Size.String()
	}
	for i, cell := range []struct{ caption, text string }{{"WEIGHT", weight}, {"SIZE", size}, {"SHIPPED", string(l.Shipped)}} {
		x := [...]float64{margin, 29, 71}[i]
		width := [...]float64{25, 42, 25}[i]
		s.caption(cell.caption, x+2, 96)
		s.text(cell.text, x+2, 101, width-4, bold, 10)
		if i > 0 {
			s.line(x, 93, x, 103)
		}
	}
	s.line(margin, 103, labelWidth-margin, 103)
	s.text(strings.Join(l.Notes, " · "), margin+2, 106.6, inner-4, plain, 8)
}

// postcodeLast lists the countries that write the postcode after the city and region.
var postcodeLast = map[shipping.Country]bool{"US": true, "CA": true, "AU": true, "GB": true, "NZ": true, "IE": true, "IN": true, "SG": true}

// lines writes an address as it stands on a label: the country last, by its English name in
// capitals, as the UPU recommends for items that cross a border.
func lines(a shipping.Address) []string {
	list := append([]string{a.Name, a.Company}, a.Lines...)
	if postcodeLast[a.Country] {
		list = append(list, spaced(a.City, a.Region, a.Postcode))
	} else {
		list = append(list, spaced(a.Postcode, a.City), a.Region)
	}
	if info, ok := a.Country.Info(); ok {
		list = append(list, strings.ToUpper(info.Name))
	}
	filled := list[:0]
	for _, line := range list {
		if line = spaced(line); line != "" {
			filled = append(filled, line)
		}
	}
	return filled
}

func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// grouped writes a number so that people can read it out: an S10 number as "LX 123 456 785 CN",
// any other in groups of four.
func grouped(waybill string) string {
	var b strings.Builder
	for i, r := range waybill {
		gap := i > 0 && i%4 == 0
		if len(waybill) == 13 && waybill[0] > '9' && waybill[12] > '9' {
			gap = i == 2 || i == 5 || i == 8 || i == 11
		}
		if gap {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

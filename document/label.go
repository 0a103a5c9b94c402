package document

import (
	"strconv"
	"strings"

	"crosslane/document/font"
	"crosslane/document/page"
	"crosslane/document/text"
	"crosslane/shipping"
)

// Label is what stands on the label of one parcel. Empty fields are left out.
type Label struct {
	Carrier string           `json:"carrier"` // name of the carrier
	Service string           `json:"service"` // name of the service
	Waybill string           `json:"waybill"` // number of the parcel: at least one sign of ASCII
	Routing string           `json:"routing"` // what the carrier sorts by, such as "DE 47"
	From    shipping.Address `json:"from"`
	To      shipping.Address `json:"to"`
	// Phone shows the addressee's telephone number, where the service wants it.
	Phone bool   `json:"phone"`
	Order string `json:"order"` // the storefront's number
	// Piece of Pieces is the parcel's place among those of its shipment, from 1. Zero: not told.
	Piece     int                 `json:"piece"`
	Pieces    int                 `json:"pieces"`
	Weight    shipping.Grams      `json:"weight"`
	Size      shipping.Dimensions `json:"size"`
	Reference string              `json:"reference"` // the sender's own word for the parcel
	Shipped   shipping.Date       `json:"shipped"`
	Notes     []string            `json:"notes"` // marks for handlers, such as "Lithium ion PI967"
	// Simulated says in large letters that nobody carries the parcel.
	Simulated bool `json:"simulated"`
}

// Sizes of letters, in points. The least for an addressee is what sorting machines and postmen read (United States Postal
// Service, Publication 28, 2.1: eight points).
const (
	mostAddressee, leastAddressee = 14, 8
	mostSender, leastSender       = 8, 6
	leastWord                     = 6
	captionSize                   = 6
)

// A label's drawing is as large as both kinds of sheet have room for.
const width, height = 95.0, 142.0 // millimetres

// addressee is the room for the address to which the parcel goes, sender that for where it comes from.
var (
	addressee = text.Box{Width: 88, Height: 37, Most: mostAddressee, Least: leastAddressee}
	// orderRoom and phoneRoom are for the order's number and the addressee's telephone number, as facts and addresses draws them.
	orderRoom = text.Box{Width: 49, Height: 5, Most: 10, Least: leastWord}
	phoneRoom = text.Box{Width: 52, Height: 3.5, Most: 8, Least: leastWord}
	sender    = text.Box{Width: 77, Height: 17.5, Most: mostSender, Least: leastSender}
)

// draw puts the label on a page. What cannot be drawn in full is an Invalid error of its field.
func (l *Label) draw(s *text.Setter, sheet Sheet) (*page.Page, error) {
	bars, err := code128Bars(l.Waybill)
	if err != nil {
		return nil, err
	}
	d := newDrawing(s, sheet)
	d.frame()
	l.head(d)
	l.addresses(d)
	l.facts(d)
	top := 114.5
	if l.Simulated {
		d.band("SIMULATED: no carrier takes this parcel", 114, 6)
		top = 121.5
	}
	d.page.Bars(bars, d.x, d.y+top, width, 135.5-top)
	d.word("waybill", grouped(l.Waybill), 2, 136, width-4, 5.5, font.Bold, 14, middle)
	return d.page, d.err
}

// head draws carrier, service, routing code and destination country.
func (l *Label) head(d *drawing) {
	d.page.Box(d.x+58, d.y, width-58, 13)
	d.word("carrier", l.Carrier, 2, 1, 54, 11, font.Bold, 18, 0)
	d.word("service", l.Service, 60, 1, width-62, 11, font.Bold, 12, white)
	d.rule(13)
	d.caption("ROUTING", 2, 13.5)
	d.word("routing", l.Routing, 2, 16, 54, 14.5, font.Bold, 34, 0)
	d.upright(58, 13, 31)
	d.caption("TO COUNTRY", 60, 13.5)
	d.word("country", string(l.To.Country), 60, 16, width-62, 14.5, font.Bold, 36, middle)
	d.rule(31)
}

// addresses draws the sender small and the addressee large.
func (l *Label) addresses(d *drawing) {
	d.caption("FROM", 2, 31.5)
	from := paragraphs(&l.From)
	for i := range from {
		from[i].Field = "from." + from[i].Field
	}
	d.block(from, 14, 32, sender)
	d.rule(50)
	d.caption("SHIP TO", 2, 50.5)
	if l.Phone && l.To.Phone != "" {
		d.caption("TEL.", 33, 50.5)
		d.word("phone", l.To.Phone, 41, 50.5, phoneRoom.Width, phoneRoom.Height, font.Plain, phoneRoom.Most, 0)
	}
	d.block(paragraphs(&l.To), 4, 54, addressee)
	d.rule(92)
}

// facts draws weight, size, place among the pieces and date; order and parcel; marks for handlers.
func (l *Label) facts(d *drawing) {
	weight, size, piece := "", "", ""
	if l.Weight > 0 {
		weight = l.Weight.String()
	}
	if !l.Size.IsZero() {
		size = l.Size.String()
	}
	if l.Piece > 0 {
		piece = strconv.Itoa(l.Piece) + " of " + strconv.Itoa(max(l.Piece, l.Pieces))
	}
	d.cells(92, 8, cell{"WEIGHT", weight, "weight", 0}, cell{"SIZE", size, "size", 21}, cell{"PIECE", piece, "piece", 55}, cell{"SHIPPED", string(l.Shipped), "shipped", 73})
	d.rule(100)
	d.cells(100, 8, cell{"ORDER", l.Order, "order", 0}, cell{"PARCEL", l.Reference, "reference", 52})
	d.rule(108)
	d.word("notes", strings.Join(l.Notes, " · "), 2, 108.4, width-4, 5.2, font.Plain, 9, 0)
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

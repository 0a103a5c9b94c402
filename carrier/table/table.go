// Package table is a carrier without a program of its own: the price comes from its rate
// sheet, the number from the channel's pattern, and the label is drawn here. What a
// seller types into the Book is enough to ship with it.
package table

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/document"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Carrier books by tables.
type Carrier struct {
	// Who is the carrier as the Book has it.
	Who book.Carrier
	// Price reads the rate sheet. An error of code Refused is the carrier's no.
	Price carrier.Pricer
	// Serial counts the numbers of a pattern: it must give the same count for the same key, and another
	// for another. Nil: the count is derived from the key by a hash; among n parcels the odds
	// that any two get one number are about n²/(2·s), with s the pattern's count of numbers: for an S10
	// number (s = 100,000,000) 1 in 200 at 1,000 parcels, so a channel with many parcels needs a
	// Serial or a pattern of 15 digits and more.
	Serial func(ctx context.Context, pattern, key string) (uint64, error)
	// Taken finds the live parcel that bears a number; empty when none does. Another parcel's number is
	// passed over. Nil: nobody is asked.
	Taken func(ctx context.Context, waybill string) (shipping.ParcelID, error)
	// NoLabel leaves the label out.
	NoLabel bool
}

var (
	_ carrier.Connector  = (*Carrier)(nil)
	_ carrier.Rater      = (*Carrier)(nil)
	_ carrier.Manifester = (*Carrier)(nil)
)

// Book gives the parcel a number, a price and a label. The same key gives the same of each.
func (c *Carrier) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	cost, err := c.Rate(ctx, r)
	if err != nil {
		return nil, err
	}
	waybill, err := c.number(ctx, r)
	if err != nil {
		return nil, err
	}
	yes := &carrier.Confirmation{Waybill: waybill, Reference: reference(r.Key), Cost: cost}
	if c.NoLabel {
		return yes, nil
	}
	if hold := document.Hold(r.Order, &r.To); hold.Why != "" { // it was accepted where more could be drawn
		return nil, carrier.Refuse(document.Unprintable, hold.Word)
	}
	yes.Label, yes.Media, err = c.label(r, waybill).Draw(document.Form(r.From.Labels))
	if err != nil {
		return nil, err
	}
	return yes, nil
}

// Rate is the price of the rate sheet.
func (c *Carrier) Rate(ctx context.Context, r *carrier.Request) (shipping.Money, error) {
	if err := ctx.Err(); err != nil {
		return shipping.Money{}, carrier.Unavailable("the booking was broken off", err)
	}
	price, err := c.Price(&r.Plan, &r.Channel, r.At)
	return price, ours("read the rate sheet", err)
}

// ours is an error of what the program brings to a carrier by tables; what is Refused is the carrier's no.
func ours(doing string, err error) error {
	if err == nil || shipping.CodeOf(err) == shipping.Refused {
		return err
	}
	return carrier.Ours(doing, err)
}

// Cancel voids a number. The carrier is not told: it learns of a parcel by getting it.
func (c *Carrier) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	if err := ctx.Err(); err != nil {
		return carrier.Unavailable("the cancellation was broken off", err)
	}
	if !tracking.Fits(x.Channel.Waybill, x.Waybill) {
		return &shipping.Error{Code: shipping.NotFound, Field: "waybill", Message: "\"" + x.Waybill + "\" is no number of channel " + string(x.Channel.ID)}
	}
	return nil
}

// Manifest closes a list. Its reference is derived from the key.
func (c *Carrier) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	if err := ctx.Err(); err != nil {
		return nil, carrier.Unavailable("the manifest was broken off", err)
	}
	return &carrier.Closing{Reference: reference(l.Key), Waybills: l.Waybills}, nil
}

// mostPassed is how many numbers in a row are passed over that other parcels bear.
const mostPassed = 100

// number makes the parcel's number, by the channel's pattern.
func (c *Carrier) number(ctx context.Context, r *carrier.Request) (string, error) {
	pattern := r.Channel.Waybill
	if pattern == "" {
		return "", shipping.BadField("waybill", "the channel has no pattern for its numbers", "give it one in the Book, such as S10:LX:CN")
	}
	serial := hash(r.Key)
	if c.Serial != nil {
		var err error
		if serial, err = c.Serial(ctx, pattern, r.Key); err != nil {
			return "", ours("count the channel's numbers", err)
		}
	}
	for next := range uint64(mostPassed) {
		waybill, err := tracking.Number(pattern, serial+next)
		if err != nil {
			return "", err
		}
		if free, err := c.free(ctx, waybill, r.Parcel); free || err != nil {
			return waybill, err
		}
	}
	return "", &shipping.Error{Code: shipping.Unavailable, Field: "waybill", Message: "the channel's numbers are used up",
		Hint: "give the channel a pattern with more digits in the Book"}
}

// free tells whether no other parcel bears a number.
func (c *Carrier) free(ctx context.Context, waybill string, parcel shipping.ParcelID) (bool, error) {
	if c.Taken == nil {
		return true, nil
	}
	bears, err := c.Taken(ctx, waybill)
	return bears == "" || bears == parcel, ours("look who bears a number", err)
}

// Simulated is false: somebody carries the parcel.
func (c *Carrier) Simulated() bool { return false }

// label is what stands on the parcel.
func (c *Carrier) label(r *carrier.Request, waybill string) *document.Label {
	return &document.Label{
		Carrier: c.Who.Name, Service: service(&r.Channel), Waybill: waybill, Routing: routing(r.To),
		From: r.From.Address(), To: r.To, Phone: r.Channel.Phone, Order: r.Order, Piece: r.Piece, Pieces: r.Pieces, Weight: r.Plan.Weight, Size: r.Plan.Size,
		Reference: string(r.Parcel), Shipped: shipping.DateOf(r.At), Notes: marks(&r.Plan),
	}
}

func service(channel *book.Channel) string {
	if channel.Service != "" {
		return channel.Service
	}
	return string(channel.ID)
}

// routing is the destination country and the first two signs of its postcode.
func routing(to shipping.Address) string {
	postcode := []rune(strings.ReplaceAll(to.Postcode, " ", ""))
	return strings.TrimSpace(string(to.Country) + " " + string(postcode[:min(2, len(postcode))]))
}

// marks tells handlers about lithium cells (IATA Dangerous Goods Regulations, packing instructions 965 to 970).
func marks(plan *fact.ParcelPlan) []string {
	var list []string
	for _, b := range plan.Batteries {
		switch b {
		case shipping.BatteryInside:
			list = append(list, "Lithium cells in equipment")
		case shipping.BatteryWith:
			list = append(list, "Lithium cells with equipment")
		case shipping.BatteryAlone:
			list = append(list, "Lithium cells")
		}
	}
	if plan.Dangerous {
		list = append(list, "Dangerous goods")
	}
	return list
}

func reference(key string) string {
	const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	n := hash(key)
	var b [10]byte
	for i := range b {
		b[i] = signs[n%32]
		n /= 32
	}
	return string(b[:])
}

func hash(key string) uint64 {
	sum := sha256.Sum256([]byte(key))
	return binary.BigEndian.Uint64(sum[:8])
}

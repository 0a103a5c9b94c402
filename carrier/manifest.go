package carrier

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Manifest is the closed list of the parcels that were handed to one carrier at one moment: what both sides sign.
type Manifest struct {
	// Number is made of the carrier, the moment and the parcels: the same list has the same number.
	Number    string               `json:"number"`
	Carrier   shipping.CarrierID   `json:"carrier"`
	Name      string               `json:"name"`      // of the carrier
	Simulated bool                 `json:"simulated"` // nobody carries these parcels
	Warehouse shipping.WarehouseID `json:"warehouse,omitempty"`
	Handed    time.Time            `json:"handed"`
	// Lines are the parcels handed over, in the order of their waybills.
	Lines []ManifestLine `json:"lines"`
	// LeftOut is what was named and is not on the list.
	LeftOut []LeftOut `json:"left_out"`
}

// ManifestLine is one parcel on a manifest.
type ManifestLine struct {
	Parcel  shipping.ParcelID  `json:"parcel"`
	Order   shipping.OrderID   `json:"order"`
	Waybill string             `json:"waybill"`
	Channel shipping.ChannelID `json:"channel"`
	Country shipping.Country   `json:"country"`            // where it goes
	Weight  shipping.Grams     `json:"weight_g,omitempty"` // 0: not known
	Value   shipping.Money     `json:"value,omitzero"`     // of the goods; no currency: not known
	Closed  string             `json:"closed,omitempty"`   // the carrier's own manifest on which it closed the parcel; empty: none
}

// LeftOut is what was named for a manifest, and why it is not on it.
type LeftOut struct {
	Named  string            `json:"named"` // as it was named
	Parcel shipping.ParcelID `json:"parcel,omitempty"`
	Why    string            `json:"why"`
}

// Candidate is what somebody says was handed over: a parcel by its number or waybill, as it stands now.
type Candidate struct {
	Named  string
	Parcel shipping.ParcelID
	State  *fact.ParcelState // nil: no such parcel
}

// Handing is where and when parcels are handed to whom.
type Handing struct {
	Carrier   book.Carrier
	Simulated bool
	Warehouse shipping.WarehouseID // empty: parcels of any
	At        time.Time
	By        string // who says so
}

// HandOver makes the manifest of what can be handed over, and for each of its lines, in their order, the fact that says
// so. Whatever the ledger does not take is then left out with LeaveOut.
func HandOver(h Handing, list []Candidate) (*Manifest, []*fact.Fact) {
	m := &Manifest{Carrier: h.Carrier.ID, Name: h.Carrier.Name, Simulated: h.Simulated, Warehouse: h.Warehouse, Handed: h.At, Lines: []ManifestLine{}, LeftOut: []LeftOut{}}
	named := map[shipping.ParcelID]bool{}
	for _, c := range list {
		why := h.leavesOut(&c)
		if why == "" && named[c.Parcel] {
			why = "it is named twice, and on the list once"
		}
		if why != "" {
			m.LeftOut = append(m.LeftOut, LeftOut{c.Named, c.Parcel, why})
			continue
		}
		named[c.Parcel] = true
		p := &c.State.Plan
		m.Lines = append(m.Lines, ManifestLine{Parcel: c.Parcel, Order: p.Order, Waybill: c.State.Booking.Waybill, Channel: c.State.Booking.Channel,
			Country: p.Ship.Country, Weight: p.Weight, Value: p.Value})
	}
	slices.SortFunc(m.Lines, func(a, b ManifestLine) int {
		return cmp.Or(cmp.Compare(a.Waybill, b.Waybill), cmp.Compare(a.Parcel, b.Parcel))
	})
	m.Number = m.number()
	facts := make([]*fact.Fact, len(m.Lines))
	for i := range m.Lines {
		facts[i] = &fact.Fact{Stream: m.Lines[i].Parcel.Stream(), At: h.At, By: h.By, Body: &fact.HandedOver{}}
	}
	return m, facts
}

// leavesOut tells why a parcel cannot be handed over; empty when it can be.
func (h *Handing) leavesOut(c *Candidate) string {
	if c.State == nil || c.Parcel == "" {
		return "no parcel of " + string(h.Carrier.ID) + " has this identifier or waybill"
	}
	p, b := c.State, &c.State.Booking
	switch {
	case p.Track.Status.Final():
		return "it is " + string(p.Track.Status)
	case b.Stage != fact.BookingHeld || b.Waybill == "":
		why, _ := NoLabel(b)
		return "it has no valid label: " + why
	case b.Simulated && !h.Simulated:
		return "its booking is simulated: no parcel travels"
	case b.Carrier != h.Carrier.ID:
		return "it is booked with " + string(b.Carrier)
	case h.Warehouse != "" && p.Plan.Warehouse != h.Warehouse:
		return "it leaves from " + string(p.Plan.Warehouse)
	case p.Track.Milestone == shipping.LabelCreated && h.At.Before(p.Track.At.Truncate(time.Minute)):
		return "it was booked later, at " + p.Track.At.Format(time.RFC3339)
	case !p.Track.Handed.IsZero():
		return "it was handed over before, at " + p.Track.Handed.Format(time.RFC3339)
	}
	return ""
}

// LeaveOut takes a parcel off the list that cannot be on it after all. The number of the list changes with it.
func (m *Manifest) LeaveOut(parcel shipping.ParcelID, why error) {
	i := slices.IndexFunc(m.Lines, func(l ManifestLine) bool { return l.Parcel == parcel })
	if i < 0 {
		return
	}
	words := why.Error()
	if e, ok := errors.AsType[*shipping.Error](why); ok {
		words = e.Message
	}
	m.LeftOut = append(m.LeftOut, LeftOut{m.Lines[i].Waybill, parcel, words})
	m.Lines = slices.Delete(m.Lines, i, i+1)
	m.Number = m.number()
}

// number is derived from what is on the list; a list without parcels has none.
func (m *Manifest) number() string {
	if len(m.Lines) == 0 {
		return ""
	}
	words := []string{string(m.Carrier), m.Handed.UTC().Format(time.RFC3339Nano)}
	for i := range m.Lines {
		words = append(words, string(m.Lines[i].Parcel), m.Lines[i].Waybill)
	}
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return "MF-" + m.Handed.UTC().Format("20060102") + "-" + strings.ToUpper(hex.EncodeToString(sum[:4]))
}

// Totals are the sums of a manifest.
type Totals struct {
	Parcels int
	// Weight is that of the parcels whose weight is known; Unweighed counts the others.
	Weight    shipping.Grams
	Unweighed int
	// Values are the goods' values, one for each currency, by its code; Unvalued counts the parcels of unknown value.
	Values   []shipping.Money
	Unvalued int
	// Countries counts the parcels by where they go, by code.
	Countries []CountryCount
}

// CountryCount is how many parcels go to a country.
type CountryCount struct {
	Country shipping.Country
	Parcels int
}

// Totals adds up the lines. Values that no amount holds are an Invalid error.
func (m *Manifest) Totals() (Totals, error) {
	t := Totals{Parcels: len(m.Lines)}
	values, countries := map[shipping.Currency]shipping.Money{}, map[shipping.Country]int{}
	for i := range m.Lines {
		l := &m.Lines[i]
		countries[l.Country]++
		if l.Weight > 0 {
			t.Weight += l.Weight
		} else {
			t.Unweighed++
		}
		if l.Value.Currency == "" {
			t.Unvalued++
			continue
		}
		sum, err := values[l.Value.Currency].Plus(l.Value)
		if err != nil {
			return Totals{}, err
		}
		values[l.Value.Currency] = sum
	}
	for _, v := range values {
		t.Values = append(t.Values, v)
	}
	for c, n := range countries {
		t.Countries = append(t.Countries, CountryCount{c, n})
	}
	slices.SortFunc(t.Values, func(a, b shipping.Money) int { return cmp.Compare(a.Currency, b.Currency) })
	slices.SortFunc(t.Countries, func(a, b CountryCount) int { return cmp.Compare(a.Country, b.Country) })
	return t, nil
}

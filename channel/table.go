// Package channel answers which channel carries a parcel, which ones stand by when it fails,
// what each would cost, and why the others were not chosen.
//
// A Book is compiled once per version; after that a parcel is laid against every channel
// without a look at a name, and in whole numbers only.
package channel

import (
	"strconv"

	"crosslane/book"
	"crosslane/shipping"
)

// Table is a Book compiled for quoting. What it answers never changes, and it may be read by many at once.
// The Book that it was made from must not be changed either.
type Table struct {
	book       *book.Book
	fx         exchange
	warehouses map[shipping.WarehouseID]int
	candidates []candidate
	byID       map[shipping.ChannelID]int
	markets    [destinations]marketRule
	days       days
}

// Book is the Book that the table was made from.
func (t *Table) Book() *book.Book { return t.book }

// Channel finds a channel of the Book, nil when it has none of that name.
func (t *Table) Channel(id shipping.ChannelID) *book.Channel {
	if i, ok := t.byID[id]; ok {
		return t.candidates[i].channel
	}
	return nil
}

// candidate is a channel in the form in which parcels are laid against it.
type candidate struct {
	channel   *book.Channel
	limits    book.Limits // a copy, to lie beside the rest
	from      warehouseSet
	to        countrySet
	kind      kindSet
	batteries batterySet
	noHS      uint64   // the signs that the refused HS headings begin with, as heads has them
	sheets    []*sheet // of its name; their days do not overlap
	value     []rate   // exchange of Limits.Value, nil without such a limit
	minValue  []rate   // exchange of Limits.MinValue, nil without such a limit
	risk      int64    // what time and lateness add to its score, in minor units of the base currency
	carrier   int      // number of the carrier
	order     int      // place among all channels by ID; it decides a draw
}

// marketRule is what a destination's market says about kinds of channel.
type marketRule struct{ avoid, prefer kindSet }

// kindSet and batterySet are sets with a bit for each member.
type (
	kindSet    uint8
	batterySet uint8
)

// The two kinds that rules of their own speak of.
const (
	express kindSet = 1
	postal  kindSet = 2
)

var kindBits = map[book.ChannelKind]kindSet{
	book.Express: express, book.Postal: postal, book.DedicatedLine: 4, book.LastMile: 8,
}

// unknownBattery is a way of carrying cells that no channel accepts.
const unknownBattery batterySet = 128

func batteries(list []shipping.Battery) batterySet {
	var set batterySet
	for _, b := range list {
		switch b {
		case shipping.NoBattery:
		case shipping.BatteryInside:
			set |= 1
		case shipping.BatteryWith:
			set |= 2
		case shipping.BatteryAlone:
			set |= 4
		default:
			set |= unknownBattery
		}
	}
	return set
}

// warehouseSet has a bit for each warehouse of the Book.
type warehouseSet [mostWarehouses / 64]uint64

const mostWarehouses = 256

func (s *warehouseSet) add(n int)      { s[n/64] |= 1 << (n % 64) }
func (s *warehouseSet) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// countrySet has a bit for each destination.
type countrySet [(destinations + 63) / 64]uint64

func (s *countrySet) add(n int)      { s[n/64] |= 1 << (n % 64) }
func (s *countrySet) has(n int) bool { return s[n/64]&(1<<(n%64)) != 0 }

// path names a field of the Book: path("channels", 3, ".rates") is "channels[3].rates".
func path(list string, i int, field string) string {
	return list + "[" + strconv.Itoa(i) + "]" + field
}

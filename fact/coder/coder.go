// Package coder answers the question: in what binary form does a value lie in the record?
package coder

import (
	"encoding/binary"
	"math"
	"time"

	"crosslane/shipping"
)

// Coder writes values into a compact binary form, or reads them back: the same
// list of calls does both, so that the two directions cannot part. Whole numbers
// are zig-zag varints, texts carry their length, times their zone's offset.
//
// What is stored is for ever. A new field goes to the end of its fact behind
// Since(n), and the kind's version in the table of kinds goes up to n.
type Coder struct {
	buf     []byte
	text    string // the whole input when reading, so that texts share one allocation
	at      int
	reading bool
	version uint64
	err     error
}

// Encoder makes a Coder that writes onto the end of buf.
func Encoder(buf []byte) Coder { return Coder{buf: buf} }

// Decoder makes a Coder that reads a stored form; the texts that it reads share its memory.
func Decoder(stored string) Coder { return Coder{text: stored, reading: true} }

// Written answers with what was written, behind what the buffer held before.
func (c *Coder) Written() []byte { return c.buf }

// End reports what was wrong with what was read; something left over is wrong too.
func (c *Coder) End() error {
	if c.err == nil && c.at != len(c.text) {
		c.fail()
	}
	return c.err
}

// Version codes the version of a form, which is the newest when it is written, and answers it.
func (c *Coder) Version(newest uint64) uint64 {
	if !c.reading {
		c.version = newest
	}
	c.Uint(&c.version)
	return c.version
}

// Err is what was wrong so far.
func (c *Coder) Err() error { return c.err }

// Since reports whether the form that is read or written has version n or newer.
func (c *Coder) Since(n uint64) bool { return c.version >= n }

// Reading reports the direction.
func (c *Coder) Reading() bool { return c.reading }

func (c *Coder) fail() {
	if c.err == nil {
		c.err = shipping.Fault(shipping.Corrupt, "stored form is cut short or damaged", "run crosslane audit")
	}
	c.at = len(c.text)
}

// Refuse tells that this program does not know what is stored.
func (c *Coder) Refuse(what string) {
	if c.err == nil {
		c.err = shipping.Fault(shipping.Corrupt, what, "was it written by a newer program?")
	}
}

// Uint codes a number that is never negative.
func (c *Coder) Uint(v *uint64) {
	if !c.reading {
		c.buf = binary.AppendUvarint(c.buf, *v)
		return
	}
	if c.at < len(c.text) && c.text[c.at] < 0x80 { // as most are
		*v = uint64(c.text[c.at])
		c.at++
		return
	}
	var x uint64
	for shift := uint(0); c.at < len(c.text) && shift <= 63; shift += 7 {
		b := c.text[c.at]
		c.at++
		x |= uint64(b&0x7f) << shift
		if b < 0x80 {
			*v = x
			return
		}
	}
	c.fail()
}

// Num codes a whole number of any kind.
func Num[T ~int | ~int64 | ~int16](c *Coder, v *T) {
	u := uint64(int64(*v)<<1) ^ uint64(int64(*v)>>63)
	c.Uint(&u)
	if c.reading {
		*v = T(int64(u>>1) ^ -int64(u&1))
	}
}

// Hash codes eight bytes that are spread evenly, such as a fingerprint.
func (c *Coder) Hash(v *uint64) {
	if !c.reading {
		c.buf = binary.LittleEndian.AppendUint64(c.buf, *v)
		return
	}
	if c.at+8 > len(c.text) {
		c.fail()
		return
	}
	*v = binary.LittleEndian.Uint64([]byte(c.text[c.at : c.at+8]))
	c.at += 8
}

// Bool codes a yes or no.
func (c *Coder) Bool(v *bool) {
	var u uint64
	if *v {
		u = 1
	}
	c.Uint(&u)
	*v = u == 1
}

// Text codes a text of any kind.
func Text[T ~string](c *Coder, v *T) {
	n := uint64(len(*v))
	c.Uint(&n)
	if !c.reading {
		c.buf = append(c.buf, *v...)
		return
	}
	if n > uint64(len(c.text)-c.at) {
		c.fail()
		return
	}
	*v = T(c.text[c.at : c.at+int(n)])
	c.at += int(n)
}

// Nums codes two numbers, one behind the other.
func Nums[S, T ~int | ~int64 | ~int16](c *Coder, first *S, second *T) { Num(c, first); Num(c, second) }

// Pair codes two texts, one behind the other.
func Pair[S, T ~string](c *Coder, first *S, second *T) { Text(c, first); Text(c, second) }

// Time codes an instant to the millisecond, with the offset of its zone.
func (c *Coder) Time(v *time.Time) {
	ms, quarters := int64(math.MinInt64), int64(0)
	if !c.reading && !v.IsZero() {
		ms = v.UnixMilli()
		_, offset := v.Zone()
		quarters = int64(offset / 900)
	}
	Num(c, &ms)
	Num(c, &quarters)
	if !c.reading {
		return
	}
	*v = time.Time{}
	if ms != math.MinInt64 {
		*v = time.UnixMilli(ms).In(zoneAt(quarters))
	}
}

// zones holds the fixed zones from -14 h to +14 h in quarters of an hour.
var zones = makeZones()

const quarterZones = 14 * 4

func makeZones() (z [2*quarterZones + 1]*time.Location) {
	for i := range z {
		z[i] = time.FixedZone("", (i-quarterZones)*900)
	}
	z[quarterZones] = time.UTC
	return z
}

func zoneAt(quarters int64) *time.Location {
	if quarters < -quarterZones || quarters > quarterZones {
		return time.UTC
	}
	return zones[quarters+quarterZones]
}

// ZoneAt is the zone so many minutes east of UTC; those in use, at whole quarters of an hour, are shared.
func ZoneAt(minutes int64) *time.Location {
	if quarters := minutes / 15; minutes%15 == 0 && quarters >= -quarterZones && quarters <= quarterZones {
		return zones[quarters+quarterZones]
	}
	return time.FixedZone("", int(minutes%(24*60))*60)
}

// Money codes an amount with its currency.
func (c *Coder) Money(v *shipping.Money) {
	Num(c, &v.Amount)
	Text(c, &v.Currency)
}

// List codes a list, each element by the function given.
func List[T any](c *Coder, list *[]T, each func(*Coder, *T)) {
	n := uint64(len(*list))
	c.Uint(&n)
	if c.reading {
		if n > uint64(len(c.text)-c.at) { // every element takes a byte at least
			c.fail()
			return
		}
		*list = nil
		if n > 0 {
			*list = make([]T, n)
		}
	}
	for i := range *list {
		each(c, &(*list)[i])
	}
}

// Texts codes a list of texts.
func Texts[T ~string](c *Coder, list *[]T) { List(c, list, Text[T]) }

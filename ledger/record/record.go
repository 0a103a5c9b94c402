// Package record answers the question: in what form does a fact lie in the table, and how is it
// known that nobody changed it since?
package record

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Append writes the stored form of a fact onto the end of buf: version, kind, when it happened
// (milliseconds and offset of the zone in minutes), when it was recorded, by whom, why, and its body.
func Append(buf []byte, f *fact.Fact) []byte {
	buf = binary.AppendUvarint(buf, uint64(f.Version))
	buf = appendText(buf, string(f.Body.Kind()))
	_, offset := f.At.Zone()
	buf = binary.AppendVarint(buf, f.At.UnixMilli())
	buf = binary.AppendVarint(buf, int64(offset/60))
	buf = binary.AppendVarint(buf, f.Recorded.UnixMilli())
	buf = appendText(buf, f.By)
	buf = appendText(buf, string(f.Cause))
	return fact.AppendBody(buf, f.Body)
}

func appendText(buf []byte, s string) []byte {
	return append(binary.AppendUvarint(buf, uint64(len(s))), s...)
}

var errRecord = errors.New("record is cut short")

// reader reads a record from the front; after an error it only answers zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	return r.take(v, n)
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	return int64(r.take(uint64(v), n))
}

func (r *reader) take(v uint64, n int) uint64 {
	if n <= 0 {
		r.rest, r.err = nil, errRecord
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) text() []byte {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.rest, r.err = nil, errRecord
		return nil
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// Words keeps the words that come again in every fact, so that reading does not allocate them.
// It is for one goroutine; a nil one keeps nothing.
type Words map[string]string

// Word is the text of some bytes.
func (n Words) Word(b []byte) string {
	if w, ok := n[string(b)]; ok {
		return w
	}
	w := string(b)
	if n != nil && len(n) < 4096 {
		n[w] = w
	}
	return w
}

// Read reads a fact of a stream. A damaged record is a Corrupt error.
func Read(stream shipping.Stream, record []byte, words Words) (*fact.Fact, error) {
	r := reader{rest: record}
	f := &fact.Fact{Stream: stream, Version: int64(r.uvarint())}
	kind := fact.Kind(words.Word(r.text()))
	at, minutes := r.varint(), r.varint()
	f.At = time.UnixMilli(at).In(zone(minutes))
	f.Recorded = time.UnixMilli(r.varint()).UTC()
	f.By = words.Word(r.text())
	f.Cause = shipping.FactID(r.text())
	if r.err != nil {
		return nil, Corrupt("", stream, f.Version, "the fact cannot be read", r.err)
	}
	var err error
	f.Body, err = fact.Decode(kind, r.rest)
	return f, err
}

// zones are the offsets in use, from -14 h to +14 h in quarters of an hour.
var zones = func() (z [113]*time.Location) {
	for i := range z {
		z[i] = time.FixedZone("", (i-56)*900)
	}
	z[56] = time.UTC
	return z
}()

func zone(minutes int64) *time.Location {
	if minutes%15 == 0 && minutes >= -14*60 && minutes <= 14*60 {
		return zones[minutes/15+56]
	}
	return time.FixedZone("", int(minutes%(24*60))*60)
}

// Sum is the hash of a fact and of all before it in its stream. The zero Sum is before the first.
type Sum [sha256.Size]byte

// Chain makes sums. It is for one goroutine.
type Chain struct {
	h   hash.Hash
	buf []byte
}

// NewChain makes a Chain.
func NewChain() *Chain { return &Chain{h: sha256.New()} }

// Next turns the sum of the fact before into the sum of a fact: SHA-256 over the sum before, the
// tenant, the stream and the record.
func (c *Chain) Next(sum *Sum, tenant shipping.MerchantID, stream shipping.Stream, record []byte) {
	c.buf = append(c.buf[:0], sum[:]...)
	c.buf = appendText(c.buf, string(tenant))
	c.buf = appendText(c.buf, string(stream))
	c.h.Reset()
	c.h.Write(c.buf)
	c.h.Write(record)
	c.h.Sum(sum[:0])
}

// Corrupt is the error that names a stream and a fact whose stored form contradicts itself.
func Corrupt(tenant shipping.MerchantID, stream shipping.Stream, version int64, what string, cause error) error {
	return &shipping.Error{Code: shipping.Corrupt, Field: string(tenant) + "/" + string(shipping.NewFactID(stream, version)),
		Message: what, Hint: "restore a backup, or run crosslane rebuild if only balances are wrong", Cause: cause}
}

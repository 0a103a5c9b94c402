// Package record answers the question: in what form does a fact lie in the table, and how is it
// known that nobody changed it since?
package record

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"crosslane/fact"
	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Perhaps is what a job says of which nobody knows whether it was begun before: its partner may have been asked.
const Perhaps = "it may have been begun before, and nobody told what came of it"

// head is what is stored of a fact before its body: version, kind, when it happened (milliseconds and
// offset of the zone in minutes), when it was recorded, by whom and why.
type head struct {
	version               uint64
	kind                  fact.Kind
	at, minutes, recorded int64
	by                    string
	cause                 shipping.FactID
}

func (h *head) code(c *coder.Coder) {
	c.Uint(&h.version)
	coder.Text(c, &h.kind)
	coder.Num(c, &h.at)
	coder.Num(c, &h.minutes)
	coder.Num(c, &h.recorded)
	coder.Text(c, &h.by)
	coder.Text(c, &h.cause)
}

// Append writes the stored form of a fact onto the end of buf: all but its stream.
func Append(buf []byte, f *fact.Fact) []byte {
	_, offset := f.At.Zone()
	h := head{uint64(f.Version), f.Kind(), f.At.UnixMilli(), int64(offset / 60), f.Recorded.UnixMilli(), f.By, f.Cause}
	c := coder.Encoder(buf)
	h.code(&c)
	fact.CodeBody(&c, h.kind, &f.Body)
	return c.Written()
}

// Read reads a fact of a stream. A damaged record is a Corrupt error.
func Read(stream shipping.Stream, record []byte) (*fact.Fact, error) {
	var r Reader
	return r.Read(stream, record)
}

// Reader reads many facts. It is for one goroutine.
type Reader struct{ coder coder.Coder }

// Read is Read of the package.
func (r *Reader) Read(stream shipping.Stream, record []byte) (*fact.Fact, error) {
	var h head
	f := &fact.Fact{Stream: stream}
	c := &r.coder
	*c = coder.Decoder(string(record))
	h.code(c)
	fact.CodeBody(c, h.kind, &f.Body)
	f.Version, f.By, f.Cause = int64(h.version), h.by, h.cause
	f.At, f.Recorded = time.UnixMilli(h.at).In(coder.ZoneAt(h.minutes)), time.UnixMilli(h.recorded).UTC()
	if err := c.End(); err != nil {
		return nil, Corrupt("", stream, f.Version, "the fact cannot be read", err)
	}
	return f, nil
}

// Sum is the hash of a fact and of all before it in its stream. The zero Sum is before the first.
type Sum [sha256.Size]byte

// Chain makes sums. It is for one goroutine.
type Chain struct{ buf []byte }

// NewChain makes a Chain.
func NewChain() *Chain { return &Chain{} }

// Next turns the sum of the fact before into the sum of a fact: SHA-256 over the sum before, the
// merchant, the stream and the record.
func (c *Chain) Next(sum *Sum, merchant shipping.MerchantID, stream shipping.Stream, record []byte) {
	c.buf = append(c.buf[:0], sum[:]...)
	c.buf = append(binary.AppendUvarint(c.buf, uint64(len(merchant))), merchant...)
	c.buf = append(binary.AppendUvarint(c.buf, uint64(len(stream))), stream...)
	c.buf = append(c.buf, record...)
	*sum = sha256.Sum256(c.buf)
}

// Run turns the hash over all facts of a merchant before one into the hash with it: SHA-256 over the hash before
// and the fact's own. Whatever is taken away, added or put elsewhere, also at the end, makes it another one.
func (c *Chain) Run(all *Sum, said []byte) {
	c.buf = append(append(c.buf[:0], all[:]...), said...)
	*all = sha256.Sum256(c.buf)
}

// Restore is the one next step where facts are not those that were recorded: nothing makes a fact anew.
const Restore = "restore the last backup into a new place (crosslane restore FILE --data NEW)"

// Lost is the error that names a stream and a fact of it which is not there, or not as it was recorded.
func Lost(merchant shipping.MerchantID, stream shipping.Stream, version int64, what string, cause error) error {
	e := Corrupt(merchant, stream, version, what, cause)
	e.Hint = Restore
	return e
}

// Corrupt is the error that names a stream and a fact of which something that follows from facts is not as it must be.
func Corrupt(merchant shipping.MerchantID, stream shipping.Stream, version int64, what string, cause error) *shipping.Error {
	field := string(merchant)
	if stream != "" {
		field += "/" + string(shipping.NewFactID(stream, version))
	}
	return &shipping.Error{Code: shipping.Corrupt, Field: field,
		Message: what, Hint: "crosslane rebuild makes anew what follows from facts; where facts are lost it changes nothing, and names the next step", Cause: cause}
}

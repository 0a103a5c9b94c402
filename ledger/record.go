package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"time"

	"crosslane/shipping"
)

// A record is the stored form of a fact: version, kind, when it happened (milliseconds and
// offset of the zone in minutes), when it was recorded, by whom, why, and its body.

func appendRecord(buf []byte, f *shipping.Fact) []byte {
	buf = binary.AppendUvarint(buf, uint64(f.Version))
	buf = appendText(buf, string(f.Body.Kind()))
	_, offset := f.At.Zone()
	buf = binary.AppendVarint(buf, f.At.UnixMilli())
	buf = binary.AppendVarint(buf, int64(offset/60))
	buf = binary.AppendVarint(buf, f.Recorded.UnixMilli())
	buf = appendText(buf, f.By)
	buf = appendText(buf, string(f.Cause))
	return shipping.AppendBody(buf, f.Body)
}

func appendText(buf []byte, s string) []byte {
	return append(binary.AppendUvarint(buf, uint64(len(s))), s...)
}

var errRecord = errors.New("record is cut short")

// recordReader reads a record from the front; after an error it only answers zeros.
type recordReader struct {
	rest []byte
	err  error
}

func (r *recordReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	return r.take(v, n)
}

func (r *recordReader) varint() int64 {
	v, n := binary.Varint(r.rest)
	return int64(r.take(uint64(v), n))
}

func (r *recordReader) take(v uint64, n int) uint64 {
	if n <= 0 {
		r.rest, r.err = nil, errRecord
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *recordReader) text() []byte {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.rest, r.err = nil, errRecord
		return nil
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// names keeps the words that come again in every fact, so that reading does not allocate them.
// It is for one goroutine.
type names map[string]string

func (n names) word(b []byte) string {
	if w, ok := n[string(b)]; ok {
		return w
	}
	w := string(b)
	if n != nil && len(n) < 4096 {
		n[w] = w
	}
	return w
}

// readRecord reads a fact. Words may be nil.
func readRecord(stream shipping.Stream, record []byte, words names) (*shipping.Fact, error) {
	r := recordReader{rest: record}
	f := &shipping.Fact{Stream: stream, Version: int64(r.uvarint())}
	kind := shipping.Kind(words.word(r.text()))
	at, minutes := r.varint(), r.varint()
	f.At = time.UnixMilli(at).In(zone(minutes))
	f.Recorded = time.UnixMilli(r.varint()).UTC()
	f.By = words.word(r.text())
	f.Cause = shipping.FactID(r.text())
	if r.err != nil {
		return nil, r.err
	}
	var err error
	f.Body, err = shipping.Decode(kind, r.rest)
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

// chain makes the hash of a fact from the hash of the fact before it in its stream.
type chain struct {
	h   hash.Hash
	buf []byte
}

func newChain() *chain { return &chain{h: sha256.New()} }

func (c *chain) next(sum *[sha256.Size]byte, k key, record []byte) {
	c.buf = append(c.buf[:0], sum[:]...)
	c.buf = appendText(c.buf, string(k.tenant))
	c.buf = appendText(c.buf, string(k.stream))
	c.h.Reset()
	c.h.Write(c.buf)
	c.h.Write(record)
	c.h.Sum(sum[:0])
}
